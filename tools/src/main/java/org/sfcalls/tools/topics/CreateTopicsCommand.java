package org.sfcalls.tools.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.Patience;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.schemas.Topics.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sfcalls topics create}: has a broker have the topics; may be run any time. */
@Command(
    name = "create",
    description = {
      "Creates missing topics, and gives existing ones the settings"
          + " without which calls would be lost; nothing else is changed.",
      "Exits with 1 if a topic has several partitions that must have one."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class CreateTopicsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;

  @Mixin private TopicOptions topicOptions;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each new topic with calls or counts; others have one.",
      defaultValue = "4")
  private int partitions;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      description =
          "Copies of each partition of a new topic; use 3 on a cluster that must not lose any.",
      defaultValue = "1")
  private short replication;

  @Option(
      names = "--broker-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for a broker to start.",
      defaultValue = "5s")
  private Duration brokerWait;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (partitions < 1 || replication < 1) {
      throw new ParameterException(
          spec.commandLine(), "--partitions and --replication-factor must be at least 1");
    }
    KafkaConnection kafka = kafkaOptions.connection();
    Map<String, Layout> layouts = topicOptions.topics().layouts(partitions);
    TopicReport report =
        BrokerInquiry.ask(
            kafka,
            new Patience(),
            brokerWait,
            broker -> report(new TopicAdmin(kafka, broker), layouts));
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    requireNoWrongPartitions(report.lines().stream().map(TopicReport.Line::state).toList());
    return 0;
  }

  private TopicReport report(TopicAdmin admin, Map<String, Layout> layouts) throws NotYet {
    List<TopicState> before = admin.states(layouts);
    List<TopicReport.Line> lines = new ArrayList<>();
    for (TopicState topic : before) {
      lines.add(new TopicReport.Line(shown(topic), steps(topic)));
    }
    if (!dryRun) {
      admin.create(before.stream().filter(topic -> topic.found().isEmpty()).toList(), replication);
      admin.mend(before.stream().filter(topic -> !topic.settingsToMend().isEmpty()).toList());
    }
    return new TopicReport(dryRun ? "would do" : "done", lines);
  }

  /** As the topic is after the steps: the broker may take a moment to tell it everywhere. */
  private TopicState shown(TopicState topic) {
    if (dryRun) {
      return topic;
    }
    Layout after =
        topic
            .found()
            .map(found -> new Layout(found.partitions(), mended(found, topic.settingsToMend())))
            .orElse(topic.wanted());
    return new TopicState(topic.name(), topic.wanted(), Optional.of(after));
  }

  private static Map<String, String> mended(Layout found, Map<String, String> changes) {
    Map<String, String> settings = new HashMap<>(found.settings());
    settings.putAll(changes);
    return settings;
  }

  private static List<String> steps(TopicState topic) {
    if (topic.found().isEmpty()) {
      return List.of("create");
    }
    if (topic.settingsToMend().isEmpty()) {
      return List.of("nothing");
    }
    return topic.settingsToMend().entrySet().stream().map(setting -> "set " + setting).toList();
  }

  /**
   * Ends the command when a topic has partitions that no command can take away.
   *
   * @throws CommandFailure with what to do
   */
  static void requireNoWrongPartitions(List<TopicState> states) {
    List<String> wrong =
        states.stream().filter(TopicState::hasWrongPartitions).map(TopicState::name).toList();
    if (!wrong.isEmpty()) {
      throw new CommandFailure(
          String.join(", ", wrong)
              + ": the topic must have 1 partition, so that its readers see all records in"
              + " order; delete it and run './sfcalls topics create'");
    }
  }
}
