package org.sfcalls.tools.contracts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
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

/** {@code sfcalls schemas register}: has a registry hold the contracts; may be run any time. */
@Command(
    name = "register",
    description = {
      "Registers missing contracts of the topics, and sets the level "
          + Registry.COMPATIBILITY
          + " for each subject; everything else is left unchanged.",
      "A contract that is incompatible with a version of its subject is not registered; the exit code is then 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class RegisterCommand implements Callable<Integer> {

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

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Topics topics = topicOptions.topics();
    ContractReport report =
        RegistryAccess.with(
            registryOptions.registry(), registryWait, registry -> report(registry, topics));
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    report.requireNoConflicts();
    return 0;
  }

  private ContractReport report(Registry registry, Topics topics) {
    List<ContractReport.Line> lines = new ArrayList<>();
    topics.subjects().forEach((subject, schema) -> lines.add(line(registry, subject, schema)));
    return new ContractReport(dryRun ? "would do" : "done", lines);
  }

  private ContractReport.Line line(Registry registry, String subject, Schema schema) {
    SubjectState before = SubjectState.of(registry, subject, schema);
    if (!before.isRegistered() && !before.conflicts().isEmpty()) {
      return new ContractReport.Line(before, List.of("nothing: INCOMPATIBLE"));
    }
    List<String> steps = new ArrayList<>();
    if (!before.hasLevel()) {
      steps.add("set compatibility");
    }
    if (!before.isRegistered()) {
      steps.add("register");
    }
    if (steps.isEmpty() || dryRun) {
      return new ContractReport.Line(before, steps.isEmpty() ? List.of("nothing") : steps);
    }
    registry.register(subject, schema);
    return new ContractReport.Line(SubjectState.of(registry, subject, schema), steps);
  }
}
