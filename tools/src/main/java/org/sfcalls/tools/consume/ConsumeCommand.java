package org.sfcalls.tools.consume;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicReader;
import org.sfcalls.tools.command.BrokerWait;
import org.sfcalls.tools.command.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sfcalls consume}: prints the records of a topic. */
@Command(
    name = "consume",
    description = "Prints the records of a topic, Avro decoded through the schema registry.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class ConsumeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TOPIC", description = "Topic to print, such as calls.clean.")
  private String topic;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private RegistryOptions registryOptions;
  @Mixin private BrokerWait brokerWait;

  @Option(names = "--from-beginning", description = "Start at the oldest record, not at new ones.")
  private boolean fromBeginning;

  @Option(
      names = "--max",
      defaultValue = "0",
      paramLabel = "N",
      description = "Stop after N records; 0 for no limit.")
  private long max;

  @Option(
      names = "--until-end",
      description = "Stop at the record that is the last when the command starts.")
  private boolean untilEnd;

  @Option(names = "--json", description = "Print one JSON object per line, with everything.")
  private boolean json;

  @Option(names = "--headers", description = "Show the headers of each record.")
  private boolean headers;

  @Option(
      names = "--isolation",
      defaultValue = "read_committed",
      paramLabel = "LEVEL",
      description = "read_committed or read_uncommitted.")
  private String isolation;

  @Override
  public Integer call() {
    ConsumeConfig config;
    try {
      config = new ConsumeConfig(topic, fromBeginning, max, untilEnd, isolationLevel());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    KafkaConnection kafka = kafkaOptions.connection();
    PayloadDecoder decoder = PayloadDecoder.of(registryOptions.registry());
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            UTF_8);
    try (StopSignal stop = StopSignal.onInterrupt();
        OutputReader reader = OutputReader.ofStandardOutput()) {
      brokerWait.partitions(kafka, stop, AclOperation.READ, List.of(topic));
      RecordFormat format =
          json ? new RecordFormat.Json(decoder) : new RecordFormat.Text(decoder, headers);
      try (KafkaConsumer<byte[], byte[]> consumer =
          TopicReader.consumer(kafka, config.isolation())) {
        // Nobody reads any more behind a `head` that has its lines.
        long printed =
            new TopicReader(consumer, () -> stop.stopped() || out.checkError() || reader.isGone())
                .read(
                    new TopicReader.Range(topic, fromBeginning, max, untilEnd),
                    record -> out.println(format.line(record)),
                    out::flush);
        if (stop.stopped()) {
          System.err.println(printed + " records of " + topic + " were printed");
          return StopSignal.EXIT_CODE;
        }
        return 0;
      } finally {
        out.flush();
      }
    } catch (KafkaException e) {
      throw new CommandFailure("topic " + topic + " can't be read: " + e.getMessage(), e);
    }
  }

  private IsolationLevel isolationLevel() {
    return switch (isolation.toLowerCase(Locale.ROOT)) {
      case "read_committed" -> IsolationLevel.READ_COMMITTED;
      case "read_uncommitted" -> IsolationLevel.READ_UNCOMMITTED;
      default ->
          throw new IllegalArgumentException(
              "--isolation is '" + isolation + "', read_committed or read_uncommitted is allowed");
    };
  }
}
