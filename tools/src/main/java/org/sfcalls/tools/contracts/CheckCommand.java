package org.sfcalls.tools.contracts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sfcalls schemas check}: whether a registry holds the contracts; changes nothing. */
@Command(
    name = "check",
    description = {
      "Checks whether the registry has the contracts of all topics and the level "
          + Registry.COMPATIBILITY
          + " for each; changes nothing.",
      "Exits with 0 if it does, otherwise with 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registryOptions;

  @Mixin private TopicOptions topicOptions;

  @Option(
      names = "--registry-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for the schema registry to start; 0s for one attempt.",
      defaultValue = "0s")
  private Duration registryWait;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Override
  public Integer call() {
    Topics topics = topicOptions.topics();
    ContractReport report =
        RegistryAccess.with(
            registryOptions.registry(), registryWait, registry -> report(registry, topics));
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    report.requireNoConflicts();
    if (report.faulty() > 0) {
      throw new CommandFailure(
          report.faulty()
              + " of "
              + report.lines().size()
              + " subjects are wrong; './sfcalls schemas register' fixes them");
    }
    return 0;
  }

  private static ContractReport report(Registry registry, Topics topics) {
    List<ContractReport.Line> lines = new ArrayList<>();
    topics
        .subjects()
        .forEach(
            (subject, schema) -> {
              SubjectState state = SubjectState.of(registry, subject, schema);
              lines.add(new ContractReport.Line(state, state.faults()));
            });
    return new ContractReport("faults", lines);
  }
}
