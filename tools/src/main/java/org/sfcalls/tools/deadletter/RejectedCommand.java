package org.sfcalls.tools.deadletter;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclOperation;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaOptions;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.access.RegistryOptions;
import org.sfcalls.access.TopicOptions;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.command.BrokerWait;
import org.sfcalls.tools.command.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sfcalls rejected}: lists the dead letters and counts them. */
@Command(
    name = "rejected",
    description =
        "Lists the dead letters on calls.rejected, newest last, with their reasons, and counts them.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true)
public final class RejectedCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private KafkaOptions kafkaOptions;
  @Mixin private TopicOptions topicOptions;
  @Mixin private BrokerWait brokerWait;
  @Mixin private RegistryOptions registryOptions;

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      converter = Selection.ReasonConverter.class,
      description = "Only those whose first fault has one of these reasons.")
  private List<String> reasons = new ArrayList<>();

  @Mixin private TimeOptions times;

  @Option(
      names = "--max",
      defaultValue = "50",
      paramLabel = "N",
      description = "List the newest N; 0 for all. All are counted.")
  private long max;

  @Option(names = "--summary", description = "Only count, by reason and by field.")
  private boolean summary;

  @Option(
      names = "--json",
      description = "Print one JSON object per line; with --summary one object.")
  private boolean json;

  @Override
  public Integer call() {
    Selection selection;
    try {
      Instant now = Instant.now();
      selection = new Selection(Set.copyOf(reasons), Set.of(), times.since(now), times.until(now));
      if (max < 0) {
        throw new IllegalArgumentException(
            "--max is " + max + ", 0 (all) or a number of dead letters is allowed");
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
      Set<Place> marks = Marks.read(kafka, registry, topics.redriven(), stop);
      Listing listing =
          new Listing(selection, marks, summary ? 0 : max == 0 ? Long.MAX_VALUE : max);
      TopicReader.readToEnd(kafka, topics.rejected(), stop::stopped, listing::take, () -> {});
      if (stop.stopped()) {
        return StopSignal.EXIT_CODE;
      }
      print(listing);
      return 0;
    }
  }

  private void print(Listing listing) {
    PrintWriter out = spec.commandLine().getOut();
    List<Listed> newest = listing.newest();
    if (json) {
      newest.forEach(listed -> out.println(listed.json()));
      if (summary) {
        out.println(listing.json());
      }
    } else {
      newest.forEach(listed -> out.println(listed.text() + "\n"));
      if (listing.selected() > 0) {
        out.println(listing.tables());
      }
    }
    if (listing.selected() == 0) {
      System.err.println("sfcalls rejected: " + Listing.nothing(listing.reasons()));
    } else if (!summary && newest.size() < listing.selected()) {
      System.err.printf(
          "sfcalls rejected: these are the newest %d of %d; --max 0 lists all%n",
          newest.size(), listing.selected());
    }
  }
}
