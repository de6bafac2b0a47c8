package org.sfcalls.tools.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.calls.reading.InputFault;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.command.BrokerWait;
import org.sfcalls.tools.command.StopSignal;
import org.sfcalls.tools.generate.CallGenerator;
import org.sfcalls.tools.generate.GeneratorOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sfcalls replay}: sends the calls of a file, or generated ones, to the raw topic. */
@Command(
    name = "replay",
    description = "Sends the calls of a file, or generated ones, to the raw topic.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class ReplayCommand implements Callable<Integer> {

  /** Everything is acknowledged by then; what is left is to say goodbye. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private static final long PROGRESS_SECONDS = 5;

  /** The orders in which a file's calls are sent. */
  enum Order {
    EVENT_TIME,
    AS_IS;

    static Order of(String option) {
      return switch (option) {
        case "event-time" -> EVENT_TIME;
        case "as-is" -> AS_IS;
        default ->
            throw new TypeConversionException(
                "'" + option + "' is not an order, event-time or as-is is allowed");
      };
    }
  }

  static final class OrderConverter implements ITypeConverter<Order> {
    @Override
    public Order convert(String option) {
      return Order.of(option);
    }
  }

  static final class Input {
    @Option(
        names = "--input",
        required = true,
        paramLabel = "FILE",
        description = "Calls as a JSON array or lines, plain or gzip; - is standard input.")
    private Path file;

    @Option(
        names = "--generate",
        required = true,
        paramLabel = "N",
        description = "Generate N records instead of reading a file.")
    private Long generate;
  }

  static final class Speed {
    @Option(
        names = "--speed",
        required = true,
        paramLabel = "FACTOR",
        description =
            "Seconds of event time per second, or max (the default): as fast as the broker accepts them.")
    private String factor;

    @Option(
        names = "--rate",
        required = true,
        paramLabel = "CALLS",
        description = "Calls per second.")
    private Double rate;
  }

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Speed speed;

  @Option(
      names = "--format",
      defaultValue = "auto",
      paramLabel = "FORMAT",
      description = "Format of the file: auto, array or ndjson.")
  private CallFormat format;

  @Option(
      names = "--order",
      defaultValue = "event-time",
      paramLabel = "ORDER",
      converter = OrderConverter.class,
      description = "Order in which a file's calls are sent: event-time or as-is.")
  private Order order;

  @Option(
      names = "--sort-memory",
      defaultValue = "64",
      paramLabel = "MB",
      description = "Memory for sorting by event time; the rest is sorted on disk.")
  private long sortMemory;

  @Option(
      names = "--sort-dir",
      defaultValue = "${sys:java.io.tmpdir}",
      paramLabel = "DIR",
      description = "Folder for sorting on disk; needs as much room as the unpacked file.")
  private Path sortFolder;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private BrokerWait brokerWait;

  @Option(
      names = "--send-wait",
      defaultValue = "2m",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description =
          "How long the broker may acknowledge nothing of what was sent. Time in which this machine"
              + " is suspended does not count.")
  private Duration sendWait;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Topic to send to. Default: PREFIX.raw, see --topic-prefix.")
  private String topic;

  @Option(
      names = "--final",
      description = {
        "The input ends with the last call: wait until ingest has processed everything, then have"
            + " analytics close all windows. Without it the last ones stay open until more calls"
            + " come. Calls that are sent later for a closed window are late."
      })
  private boolean isFinal;

  @Option(
      names = "--final-wait",
      defaultValue = "2m",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "With --final: how long ingest may make no progress.")
  private Duration finalWait;

  @Option(
      names = "--ingest-group",
      paramLabel = "GROUP",
      description =
          "With --final: consumer group of ingest, its --application-id. Default: sfcalls-ingest, or"
              + " PREFIX.ingest with --topic-prefix.")
  private String ingestGroup;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Mixin private GeneratorOptions generator;

  @Override
  public Integer call() {
    ReplayConfig config;
    CallGenerator generated = null;
    try {
      config = config();
      if (config.input() instanceof ReplayConfig.Generated made) {
        generated = new CallGenerator(made.calls());
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    KafkaConnection kafka = kafkaOptions.connection();
    try (StopSignal stop = StopSignal.onInterrupt()) {
      ReplaySummary summary = replay(kafka, config, generated, stop);
      // Before the signal is closed: from then on the program may end at any moment.
      System.out.println(json ? summary.json() : summary.text());
      System.out.flush();
      boolean done =
          !summary.stopped() && (!isFinal || stop.whileIdle(inputEnd(kafka, stop)::tell));
      if (done && isFinal) {
        tell("the input has ended: analytics closes all windows once it has counted the last call");
      }
      return done ? 0 : StopSignal.EXIT_CODE;
    }
  }

  private InputEnd inputEnd(KafkaConnection kafka, StopSignal stop) {
    Topics topics = topicOptions.topics();
    return new InputEnd(
        kafka,
        topics,
        ingestGroup == null ? topics.ingestGroup() : ingestGroup,
        new BacklogWait(finalWait, stop, ReplayCommand::tell));
  }

  private ReplaySummary replay(
      KafkaConnection kafka, ReplayConfig config, CallGenerator generated, StopSignal stop) {
    Pacer.Time time = Pacer.Time.real(stop);
    try (ReplayProgress progress = progress(time);
        CallSource source = source(config.input(), generated, stop, progress)) {
      brokerWait.partitions(kafka, stop, AclOperation.WRITE, List.of(config.topic()));
      if (isFinal) {
        // Before anything is sent, what the last step needs.
        Topics topics = topicOptions.topics();
        brokerWait.partitions(kafka, stop, AclOperation.READ, List.of(topics.clean()));
      }
      Producer<byte[], byte[]> producer = RawProducer.connect(kafka);
      boolean done = false;
      try {
        ReplaySummary summary =
            new Replay(
                    producer,
                    config.topic(),
                    config.pace(),
                    time,
                    stop,
                    progress,
                    sendWait,
                    ReplayCommand::tell)
                .run(source);
        done = true;
        return summary;
      } finally {
        // After a failure nothing more is sent: the message has told how many calls arrived.
        producer.close(done ? CLOSING : Duration.ZERO);
      }
    } catch (InputFault e) {
      throw new CommandFailure(e.getMessage() + "; nothing was sent", e);
    } catch (IOException e) {
      throw new CommandFailure("cleaning up after the replay failed: " + e.getMessage(), e);
    }
  }

  private static void tell(String message) {
    // A line of its own: the progress bar may be before it.
    System.err.println((System.console() == null ? "" : "\n") + "sfcalls replay: " + message);
  }

  private ReplayProgress progress(Pacer.Time time) {
    if (System.console() == null) {
      return ReplayProgress.lines(System.err, time, PROGRESS_SECONDS);
    }
    return ReplayProgress.bar(System.err, input.generate == null ? -1 : input.generate);
  }

  private static CallSource source(
      ReplayConfig.Input input, CallGenerator generated, StopSignal stop, ReplayProgress progress)
      throws InputFault {
    if (input instanceof ReplayConfig.Sorted sorted) {
      return new EventTimeOrder(
          CallSource.asTheyStand(sorted.file().open()),
          sorted.memoryBytes(),
          sorted.temporary(),
          stop,
          progress::read);
    }
    if (input instanceof ReplayConfig.AsIs asIs) {
      return CallSource.asTheyStand(asIs.file().open());
    }
    return CallSource.of(generated);
  }

  private ReplayConfig config() {
    refuseOptionsOfTheOtherInput();
    refuseOptionsOfAnotherEnd();
    Pace pace = new Pace.Unlimited();
    if (speed != null) {
      pace = speed.rate == null ? Pace.ofSpeed(speed.factor) : new Pace.Rate(speed.rate);
    }
    ReplayConfig.Input from;
    if (input.generate != null) {
      from = new ReplayConfig.Generated(generator.config(input.generate));
    } else if (order == Order.AS_IS) {
      from = new ReplayConfig.AsIs(new CallFile(input.file, format));
    } else {
      from =
          new ReplayConfig.Sorted(new CallFile(input.file, format), sortMemory << 20, sortFolder);
    }
    return new ReplayConfig(topic == null ? topicOptions.topics().raw() : topic, from, pace);
  }

  private void refuseOptionsOfAnotherEnd() {
    String raw = topicOptions.topics().raw();
    if (isFinal && topic != null && !topic.equals(raw)) {
      throw new IllegalArgumentException(
          "--topic is '" + topic + "', with --final only " + raw + " is allowed: ingest reads it");
    }
    for (String option : List.of("--final-wait", "--ingest-group")) {
      if (!isFinal && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(option + " is for --final and has no meaning without");
      }
    }
  }

  /** An option that has no effect would make the user believe in one. */
  private void refuseOptionsOfTheOtherInput() {
    boolean generates = input.generate != null;
    List<String> others =
        generates
            ? List.of("--format", "--order", "--sort-memory", "--sort-dir")
            : new ArrayList<>(GeneratorOptions.NAMES);
    for (String option : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            option
                + " is for "
                + (generates ? "--input" : "--generate")
                + " and has no meaning with "
                + (generates ? "--generate" : "--input"));
      }
    }
  }
}
