package org.sfcalls.tools.deadletter;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Redriven;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.command.BrokerWait;
import org.sfcalls.tools.command.StopSignal;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sfcalls redrive}: sends dead letters back to the raw topic, each of them once. */
@Command(
    name = "redrive",
    description =
        "Sends dead letters back to calls.raw, once their cause is fixed. Each is"
            + " sent back once; if it is rejected again, its successor can be sent back.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class RedriveCommand implements Callable<Integer> {

  static final class Which {
    @Option(names = "--all", required = true, description = "All dead letters.")
    private boolean all;

    @Option(
        names = "--reason",
        required = true,
        split = ",",
        paramLabel = "REASON",
        converter = Selection.ReasonConverter.class,
        description = "Those whose first fault has one of these reasons.")
    private List<String> reasons = new ArrayList<>();

    @Option(
        names = "--offset",
        required = true,
        split = ",",
        paramLabel = "PARTITION:OFFSET",
        converter = Place.Converter.class,
        description = "Those at these places on calls.rejected, as listed by sfcalls rejected.")
    private List<Place> places = new ArrayList<>();
  }

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Which which;

  @Mixin private TimeOptions times;

  @Option(
      names = "--max-attempts",
      defaultValue = "3",
      paramLabel = "N",
      description = "Skip a record that was sent back N times.")
  private int maxAttempts;

  @Option(names = "--dry-run", description = "Only show what would be sent.")
  private boolean dryRun;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private BrokerWait brokerWait;
  @Mixin private RegistryOptions registryOptions;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Selection selection;
    try {
      Instant now = Instant.now();
      selection =
          new Selection(
              Set.copyOf(which.reasons),
              Set.copyOf(which.places),
              times.since(now),
              times.until(now));
      if (maxAttempts < 1) {
        throw new IllegalArgumentException(
            "--max-attempts is " + maxAttempts + ", a number from 1 is allowed");
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    KafkaConnection kafka = kafkaOptions.connection();
    Registry registry = registryOptions.registry();
    Topics topics = topicOptions.topics();
    try (StopSignal stop = StopSignal.onInterrupt()) {
      brokerWait.partitions(
          kafka, stop, AclOperation.READ, List.of(topics.rejected(), topics.redriven()));
      int rawPartitions =
          brokerWait
              .partitions(kafka, stop, AclOperation.WRITE, List.of(topics.raw()))
              .get(topics.raw());
      Redrive redrive =
          dryRun
              ? look(kafka, registry, topics, selection, stop)
              : send(kafka, registry, topics, rawPartitions, selection, stop);
      // Before the signal is closed: from then on the program may end at any moment.
      print(redrive, stop.stopped());
      return stop.stopped() ? StopSignal.EXIT_CODE : redrive.unseen().isEmpty() ? 0 : 1;
    }
  }

  private Redrive look(
      KafkaConnection kafka,
      Registry registry,
      Topics topics,
      Selection selection,
      StopSignal stop) {
    Set<Place> marks = Marks.read(kafka, registry, topics.redriven(), stop);
    Redrive redrive =
        new Redrive(topics.raw(), selection, maxAttempts, marks, (letter, record) -> {});
    TopicReader.readToEnd(kafka, topics.rejected(), stop::stopped, redrive::take, () -> {});
    return redrive;
  }

  private Redrive send(
      KafkaConnection kafka,
      Registry registry,
      Topics topics,
      int rawPartitions,
      Selection selection,
      StopSignal stop) {
    RecordEncoder<RedrivenKey> keys =
        new RecordEncoder<>(
            RedrivenKey.class,
            schemaId(registry, Topics.keySubject(topics.redriven()), RedrivenKey.getClassSchema()));
    RecordEncoder<Redriven> values =
        new RecordEncoder<>(
            Redriven.class,
            schemaId(registry, Topics.valueSubject(topics.redriven()), Redriven.getClassSchema()));
    try (RawSender sender =
        new RawSender(
            RawSender.connect(kafka, topics),
            topics,
            rawPartitions,
            keys,
            values,
            Clock.systemUTC())) {
      // Only now: the sender has ended the transaction of a redrive before it, whose marks count.
      Set<Place> marks = Marks.read(kafka, registry, topics.redriven(), stop);
      Redrive redrive = new Redrive(topics.raw(), selection, maxAttempts, marks, sender::send);
      TopicReader.readToEnd(kafka, topics.rejected(), stop::stopped, redrive::take, sender::commit);
      return redrive;
    }
  }

  private static int schemaId(Registry registry, String subject, Schema schema) {
    try {
      return registry.schemaId(subject, schema);
    } catch (RegistryException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void print(Redrive redrive, boolean stopped) {
    RedriveSummary summary = redrive.summary();
    spec.commandLine()
        .getOut()
        .println(json ? summary.json(dryRun, stopped) : summary.table(dryRun));
    if (stopped) {
      tell("stopped before all dead letters were read; run it again for the others");
    } else if (summary.selected() == 0) {
      tell(Listing.nothing(redrive.reasons()));
    }
    if (!redrive.unseen().isEmpty() && !stopped) {
      tell("there is no dead letter at " + redrive.unseen());
    }
    if (summary.of(Fate.GIVEN_UP) > 0) {
      tell(
          "given up are records that were sent back "
              + maxAttempts
              + " times or more and rejected each time; a higher --max-attempts sends them again");
    }
    if (summary.of(Fate.NOT_FROM_RAW) > 0) {
      tell(
          "not from calls.raw are records of calls.clean that analytics can't decode; they have no raw"
              + " record to send. For UNKNOWN_SCHEMA, register the schema, then start analytics with"
              + " a new --checkpoint, which counts calls.clean again; the others were written by"
              + " a program other than ingest: find it and stop it");
    }
  }

  private static void tell(String message) {
    System.err.println("sfcalls redrive: " + message);
  }
}
