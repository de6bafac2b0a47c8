package org.sfcalls.tools.topics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.Patience;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.schemas.Topics.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sfcalls topics check}: whether a broker has the topics; changes nothing. */
@Command(
    name = "check",
    description = {
      "Checks whether the broker has all topics as the programs need them; changes nothing.",
      "Exits with 0 if it does, otherwise with 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class CheckTopicsCommand implements Callable<Integer> {

  /** Any number will do where more than one may be. */
  private static final int ANY_PARTITIONS = 2;

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;

  @Mixin private TopicOptions topicOptions;

  @Option(
      names = "--broker-wait",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "How long to wait for a broker to start.",
      defaultValue = "5s")
  private Duration brokerWait;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, Layout> layouts = topicOptions.topics().layouts(ANY_PARTITIONS);
    KafkaConnection kafka = kafkaOptions.connection();
    List<TopicState> states =
        BrokerInquiry.ask(
            kafka,
            new Patience(),
            brokerWait,
            broker -> new TopicAdmin(kafka, broker).states(layouts));
    TopicReport report =
        new TopicReport(
            "faults",
            states.stream().map(state -> new TopicReport.Line(state, state.faults())).toList());
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    CreateTopicsCommand.requireNoWrongPartitions(states);
    if (!report.faulty().isEmpty()) {
      throw new CommandFailure(
          report.faulty().size()
              + " of "
              + states.size()
              + " topics are wrong; './sfcalls topics create' fixes them");
    }
    return 0;
  }
}
