package org.sfcalls.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Topics;

/**
 * {@code raw = clean + rejected + repeated}, record by record, while ingest processes and the
 * broker are killed at random moments: on the city's export where the environment variable {@code
 * SFCALLS_EXPORT} names a copy, else on generated calls. {@code -Dsfcalls.crash.seed=N} makes the
 * same records and kills in the same order.
 */
@Tag("crash")
class IngestCrashIT {
  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final int PARTITIONS = 4;
  private static final List<String> INGEST = List.of("ingest-a", "ingest-b");

  private static final int CALLS = 200_000;
  private static final int INGEST_KILLS = 10;
  private static final int BROKER_KILLS = 3;

  /** About what passes from kill to kill. */
  private static final Duration ROUND = Duration.ofSeconds(10);

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The logs stay there when the test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final long seed = Long.getLong("sfcalls.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everyRawRecordHasExactlyOneOutcomeHoweverOftenIngestAndBrokerAreKilled() throws Exception {
    System.out.printf(
        "IngestCrashIT: again with -Dsfcalls.crash.seed=%d; logs in %s%n", seed, folder);
    List<ProducerRecord<byte[], byte[]>> records =
        CallsToSend.mixed(TOPICS.raw(), calls(), new Random(seed));

    try (CrashingPipeline pipeline =
        new CrashingPipeline(folder.resolve("data"), TOPICS, PARTITIONS)) {
      crashWhileSending(pipeline, records);

      List<ConsumerRecord<byte[], byte[]>> raw =
          TopicContents.of(pipeline.bootstrap(), TOPICS.raw());
      assertThat(raw).hasSameSizeAs(records);
      Outcomes expected = Outcomes.expectedOf(raw);
      assertOfEveryKind(expected);
      System.out.println("IngestCrashIT: " + summary(raw.size(), expected));
      assertEachRecordHasItsOutcome(
          expected, Outcomes.found(pipeline.bootstrap(), pipeline.registryUrl(), TOPICS));
    }
  }

  private void crashWhileSending(
      CrashingPipeline pipeline, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    List<String> kills = new ArrayList<>(Collections.nCopies(INGEST_KILLS, "ingest"));
    kills.addAll(Collections.nCopies(BROKER_KILLS, CrashingPipeline.BROKER));
    Collections.shuffle(kills, random);

    try (IngestWatch watch =
            new IngestWatch(
                pipeline.bootstrap(), CrashingPipeline.GROUP, TOPICS.raw(), PARTITIONS);
        Sender sender =
            new Sender(
                pipeline.bootstrap(),
                records,
                new Random(seed),
                ROUND.multipliedBy(kills.size() + 1L))) {
      Watched watched = new Watched(pipeline, watch, sender);
      for (String name : INGEST) {
        pipeline.startIngest(name);
        watched.awaitJoined(name);
      }
      watched.awaitFlow();
      for (int i = 0; i < kills.size(); i++) {
        sender.spreadOver(ROUND.multipliedBy(kills.size() - i));
        watched.awaitRandomMoment(random);
        String victim =
            kills.get(i).equals(CrashingPipeline.BROKER)
                ? CrashingPipeline.BROKER
                : watched.oneOfTheBusy(random);
        long start = System.nanoTime();
        pipeline.kill(victim);
        pipeline.start(victim);
        if (INGEST.contains(victim)) {
          watched.awaitJoined(victim);
        }
        watched.awaitFlow();
        System.out.printf(
            "IngestCrashIT: %s killed after %,d records, all flows again after %.1f s%n",
            victim, sender.sent(), (System.nanoTime() - start) / 1e9);
      }
      sender.finish(LIMIT);
      watched.await("all consumed", watch::allConsumed);
      // The ledger goes out a moment after what it counts.
      watched.await(
          "the ledger has told all",
          () ->
              Outcomes.ledgerTotal(pipeline.bootstrap(), pipeline.registryUrl(), TOPICS)
                  == records.size());
      for (String name : INGEST) {
        assertThat(pipeline.stop(name)).as("exit code of %s after SIGTERM", name).isEqualTo(143);
      }
      // That of a killed process holds back what others committed after it, until the broker ends
      // it: up to 20 s after the kill.
      for (String topic : List.of(TOPICS.clean(), TOPICS.rejected(), TOPICS.ledger())) {
        Awaitility.await("no transaction is open on " + topic)
            .atMost(LIMIT)
            .ignoreExceptionsMatching(IngestWatch::isPassing)
            .until(() -> watch.allCommitted(topic));
      }
    }
  }

  /** Waits for the pipeline, and fails at once when a part of it ends that was not killed. */
  private static final class Watched {
    private final CrashingPipeline pipeline;
    private final IngestWatch watch;
    private final Sender sender;

    /** What the consumer group knows each ingest process by; another after each start. */
    private final Map<String, String> processes = new HashMap<>();

    Watched(CrashingPipeline pipeline, IngestWatch watch, Sender sender) {
      this.pipeline = pipeline;
      this.watch = watch;
      this.sender = sender;
    }

    /** Waits until an ingest process that was just started is in the group, its forerunner not. */
    void awaitJoined(String name) {
      String forerunner = processes.remove(name);
      Set<String> others = Set.copyOf(processes.values());
      await(
          name + " is in the consumer group",
          () -> {
            Set<String> joined = new HashSet<>(watch.processes().keySet());
            joined.removeAll(others);
            if (joined.size() != 1 || joined.contains(forerunner)) {
              return false;
            }
            processes.put(name, joined.iterator().next());
            return true;
          });
    }

    /** Waits until each partition makes progress. */
    void awaitFlow() {
      Map<TopicPartition, Long> before = new HashMap<>();
      await(
          "the broker answers",
          () -> {
            before.putAll(watch.committed());
            return true;
          });
      await("every partition flows", () -> watch.allPast(before));
    }

    /** Waits for up to two seconds, so that kills come at any moment between two commits. */
    void awaitRandomMoment(Random random) {
      int sent = sender.sent();
      Awaitility.await("calls are being sent")
          .pollDelay(Duration.ofMillis(random.nextInt(2_000)))
          .atMost(LIMIT)
          .until(() -> sender.sent() > sent);
    }

    /** One of the ingest processes that have partitions to work on. */
    String oneOfTheBusy(Random random) {
      List<String> busy = new ArrayList<>();
      await(
          "an ingest process has partitions",
          () -> {
            Map<String, Integer> partitions = watch.processes();
            INGEST.stream()
                .filter(name -> partitions.getOrDefault(processes.get(name), 0) > 0)
                .forEach(busy::add);
            return !busy.isEmpty();
          });
      return busy.get(random.nextInt(busy.size()));
    }

    void await(String what, Callable<Boolean> condition) {
      Awaitility.await(what)
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptionsMatching(IngestWatch::isPassing)
          .until(
              () -> {
                pipeline.requireAllAlive();
                sender.requireWorking();
                return condition.call();
              });
    }
  }

  private static void assertEachRecordHasItsOutcome(Outcomes expected, Outcomes found) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<PoliceCall> clean = found.clean().get(partition);
      List<String> ids = ids(clean);
      assertThat(without(ids, ids(expected.clean().get(partition))))
          .as("calls twice on calls.clean, or there by mistake, partition %d", partition)
          .isEmpty();
      assertThat(without(ids(expected.clean().get(partition)), ids))
          .as("calls that lack on calls.clean, partition %d", partition)
          .isEmpty();
      assertThat(clean.equals(expected.clean().get(partition)))
          .as("the same calls in the same order on calls.clean, partition %d", partition)
          .isTrue();
    }
    assertThat(found.rejected().entrySet())
        .as("dead letters twice")
        .noneMatch(letters -> letters.getValue().size() > 1);
    assertThat(without(found.rejected().keySet(), expected.rejected().keySet()))
        .as("dead letters by mistake")
        .isEmpty();
    assertThat(without(expected.rejected().keySet(), found.rejected().keySet()))
        .as("dead letters that lack")
        .isEmpty();
    assertThat(found.rejected().equals(expected.rejected()))
        .as("dead letters as they came, with the reasons they should have")
        .isTrue();
    assertThat(found.ledger()).isEqualTo(expected.ledger());
  }

  private static List<String> ids(List<PoliceCall> calls) {
    return calls.stream().map(PoliceCall::getCrimeId).toList();
  }

  /** What is left of {@code all} when each of {@code these} is taken away once. */
  private static <T> List<T> without(Collection<T> all, Collection<T> these) {
    Map<T, Integer> budget = new HashMap<>();
    these.forEach(one -> budget.merge(one, 1, Integer::sum));
    return all.stream()
        .filter(one -> budget.merge(one, -1, Integer::sum) < 0)
        // A message with thousands of them helps nobody.
        .limit(20)
        .toList();
  }

  private static String summary(long raw, Outcomes expected) {
    Map<Outcome, Long> totals = new TreeMap<>();
    expected
        .ledger()
        .forEach((tally, count) -> totals.merge(tally.verdict().outcome(), count, Long::sum));
    return raw + " raw records, expected: " + totals;
  }

  /** A test that sent nothing of a kind would prove nothing about it. */
  private static void assertOfEveryKind(Outcomes expected) {
    assertThat(expected.ledger().keySet().stream().map(tally -> tally.verdict().outcome()))
        .contains(Outcome.CLEAN, Outcome.REJECTED, Outcome.REPEATED);
    assertThat(
            expected.ledger().keySet().stream().map(tally -> tally.verdict().reason()).distinct())
        .contains(
            "BAD_CRIME_ID",
            "BAD_DATE",
            "BLANK_FIELD",
            "CONFLICTING_REPEAT",
            "MISSING_FIELD",
            "NOT_AN_OBJECT",
            "NOT_JSON",
            "NOT_UTF8",
            "RECORD_TOO_LARGE",
            "WRONG_TYPE");
  }

  /** The city's calls, or calls made up by the program itself, some of them late or broken. */
  private List<byte[]> calls() throws Exception {
    String export = System.getenv("SFCALLS_EXPORT");
    if (export != null) {
      return CallsToSend.ofExport(Path.of(export));
    }
    Path generated = folder.resolve("generated.ndjson");
    Process generate =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                new Installation(Path.of("..")).toolsClassPath(),
                "org.sfcalls.tools.ToolsMain",
                "generate",
                "--count=" + CALLS,
                "--seed=" + seed,
                "--repeats=0.01",
                "--late=0.01",
                "--malformed=0.01",
                "--out=" + generated)
            .inheritIO()
            .start();
    assertThat(generate.waitFor()).isZero();
    return CallsToSend.ofLines(generated);
  }
}
