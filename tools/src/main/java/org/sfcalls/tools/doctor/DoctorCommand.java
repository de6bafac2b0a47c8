package org.sfcalls.tools.doctor;

import static java.util.Objects.requireNonNullElseGet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sfcalls doctor}: what is wrong, and how to fix it; changes nothing. */
@Command(
    name = "doctor",
    description = {
      "Checks this machine, Docker, the broker, the registry and the checkpoint, and shows"
          + " what is wrong and how to fix it; changes nothing.",
      "A broker, registry or checkpoint that the options or the environment name must exist; without"
          + " a name, a missing one is only noted.",
      "Exits with 1 if something is wrong, otherwise with 0."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class DoctorCommand implements Callable<Integer> {
  private static final int WIDEST = 70;

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;

  @Mixin private TopicOptions topicOptions;

  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Folder of the checkpoint of analytics.",
      defaultValue =
          LocalInstallation.DATA
              + "/"
              + LocalInstallation.STACK
              + "/"
              + LocalInstallation.CHECKPOINT)
  private Path checkpoint;

  @Option(
      names = "--ingest-group",
      paramLabel = "GROUP",
      description =
          "Consumer group of ingest, its --application-id. Default: sfcalls-ingest, or PREFIX.ingest"
              + " with --topic-prefix.")
  private String ingestGroup;

  @Option(
      names = "--analytics-group",
      paramLabel = "GROUP",
      description =
          "Consumer group of analytics, its --group. Default: sfcalls-analytics, or PREFIX.analytics"
              + " with --topic-prefix.")
  private String analyticsGroup;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Override
  public Integer call() {
    Topics topics = topicOptions.topics();
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put(requireNonNullElseGet(ingestGroup, topics::ingestGroup), topics.raw());
    groups.put(requireNonNullElseGet(analyticsGroup, topics::analyticsGroup), topics.clean());
    RegistryConnection registry = registryOptions.connection();

    List<Finding> findings = new ArrayList<>(MachineChecks.run());
    findings.addAll(ContainerChecks.run());
    findings.addAll(
        new BrokerChecks(
                kafkaOptions.connection(),
                isChosen("--bootstrap", "SFCALLS_BOOTSTRAP"),
                topics,
                groups)
            .run());
    findings.addAll(
        new RegistryChecks(
                registry.open(),
                registry.shownUrl(),
                isChosen("--registry", "SFCALLS_REGISTRY"),
                topics)
            .run());
    findings.add(
        CheckpointCheck.of(
            checkpoint, spec.commandLine().getParseResult().hasMatchedOption("--checkpoint")));

    long wrong =
        findings.stream().filter(finding -> finding.verdict() == Finding.Verdict.wrong).count();
    spec.commandLine().getOut().println(json ? json(findings, wrong) : text(findings, wrong));
    return wrong == 0 ? 0 : 1;
  }

  private boolean isChosen(String option, String variable) {
    return spec.commandLine().getParseResult().hasMatchedOption(option)
        || System.getenv(variable) != null;
  }

  private static String text(List<Finding> findings, long wrong) {
    return AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            findings,
            List.of(
                column("what", Finding::what),
                column("", finding -> finding.verdict().name()),
                column("found", Finding::found),
                column("fix", Finding::remedy)))
        + System.lineSeparator()
        + (wrong == 0 ? "Nothing is wrong." : wrong + " to be fixed.");
  }

  private static String json(List<Finding> findings, long wrong) {
    JsonMapper printer = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode json = printer.createObjectNode();
    json.put("ok", wrong == 0);
    ArrayNode array = json.putArray("findings");
    for (Finding finding : findings) {
      array
          .addObject()
          .put("what", finding.what())
          .put("verdict", finding.verdict().name())
          .put("found", PayloadText.of(finding.found()))
          .put("remedy", finding.remedy());
    }
    try {
      return printer.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static ColumnData<Finding> column(String header, Function<Finding, String> text) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(WIDEST)
        // What servers answer must not steer the terminal.
        .with(finding -> PayloadText.of(text.apply(finding)));
  }
}
