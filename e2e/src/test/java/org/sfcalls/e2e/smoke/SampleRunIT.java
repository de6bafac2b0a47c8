package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.KeptRun;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/**
 * One run of the sample, as the README's reader starts it, with every program still up: {@code
 * --keep} makes no difference until the tables are printed. Each test leaves what it sent to the
 * next.
 */
@Tag("smoke")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SampleRunIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final String AUDIT = "org.sfcalls.analytics.audit.AuditMain";
  private static final String ANALYTICS = "org.sfcalls.analytics.AnalyticsMain";
  private static final Path SAMPLE = Launcher.HOME.resolve("data/sample-calls.ndjson.gz");
  private static final String COUNTS = "calls.counts";

  @TempDir static Path folder;

  private static KeptRun run;

  /** The account before any test sends something. */
  private static JsonNode result;

  @BeforeAll
  static void runTheSampleThroughEverything() throws Exception {
    run = KeptRun.ofSample(folder);
    result = new KeptCalls(run, folder).account();
  }

  @AfterAll
  static void stop() {
    if (run != null) {
      run.close();
    }
  }

  @Test
  @Order(1)
  void printsTheTablesThatTheDocsShow() throws Exception {
    List<String> tables = tables(run.printed());
    assertThat(tables).hasSizeGreaterThan(20);
    String verdict = "The account balances: every call is accounted for.";
    String running = Files.readString(Launcher.HOME.resolve("docs/running.md"));
    assertThat(tables(running)).containsExactlyElementsOf(tables);
    assertThat(running.lines()).contains(verdict);
    String readme = Files.readString(Launcher.HOME.resolve("README.md"));
    assertThat(tables(readme)).hasSizeGreaterThan(10).isSubsetOf(tables);
    assertThat(readme.lines()).contains(verdict);
  }

  /** The lines of tables in a program's output, or in a document's blocks of output. */
  private static List<String> tables(String text) {
    String[] blocks = text.split("(?m)^```.*$");
    return IntStream.range(0, blocks.length)
        .filter(block -> block % 2 == 1 || blocks.length == 1)
        .mapToObj(block -> blocks[block])
        .flatMap(String::lines)
        .filter(line -> line.startsWith("|"))
        .toList();
  }

  @Test
  @Order(2)
  void anAuditNamesAndRepairsWrongTotals() throws Exception {
    Map<CallCountKey, Long> right = newestTotals(run.records(COUNTS));
    CallCountKey wrong = right.keySet().iterator().next();
    CallCountKey stranger =
        new CallCountKey(
            Instant.parse("2018-06-03T12:00:00Z"),
            Instant.parse("2018-06-03T12:10:00Z"),
            "No such call",
            "HAN");
    publish(wrong, 777);
    publish(stranger, 5);

    JsonNode off = told(1, AUDIT);
    assertThat(off.get("balanced").booleanValue()).isFalse();
    assertThat(off.get("differences"))
        .extracting(
            difference -> difference.get("original_crime_type_name").textValue(),
            difference -> difference.get("expected").longValue(),
            difference -> difference.get("found").longValue())
        .containsExactlyInAnyOrder(
            tuple(wrong.getOriginalCrimeTypeName(), right.get(wrong), 777L),
            tuple("No such call", 0L, 5L));

    JsonNode after = told(0, AUDIT, "--repair");
    assertThat(after.get("totals_repaired").longValue()).isEqualTo(2);
    assertThat(after.get("balanced").booleanValue()).isTrue();
    assertThat(after.get("raw").longValue()).isEqualTo(20_000);
    assertThat(after.get("windows_counted").longValue()).isEqualTo(39_940);
    assertThat(after.get("not_counted_yet").longValue()).isZero();
    Map<CallCountKey, Long> repaired = newestTotals(run.records(COUNTS));
    assertThat(repaired.remove(stranger)).isZero();
    assertThat(repaired).isEqualTo(right);
  }

  @Test
  @Order(3)
  void aBatchOfTheFileHasTheCountsOfTheStream() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> ofStream = run.records(COUNTS);
    JsonNode account =
        told(0, ANALYTICS, "--mode", "batch", "--input", SAMPLE.toString(), "--sink", "kafka");

    assertThat(account.get("read").longValue()).isEqualTo(result.get("raw").longValue());
    assertThat(account.get("valid").longValue()).isEqualTo(result.get("clean").longValue());
    assertThat(account.get("repeated").longValue()).isEqualTo(result.get("repeated").longValue());
    assertThat(account.get("rejected")).isEqualTo(result.get("rejected"));
    Map<Integer, Long> ends = new HashMap<>();
    ofStream.forEach(record -> ends.merge(record.partition(), record.offset(), Math::max));
    List<ConsumerRecord<byte[], byte[]>> ofBatch = new ArrayList<>(run.records(COUNTS));
    ofBatch.removeIf(record -> record.offset() <= ends.getOrDefault(record.partition(), -1L));
    Map<CallCountKey, Long> totals = newestTotals(ofStream);
    totals.values().removeIf(total -> total == 0);
    assertThat(newestTotals(ofBatch)).isEqualTo(totals);
  }

  @Test
  @Order(4)
  void aBatchOfTheTopicCountsWhatTheStreamCounted() throws Exception {
    JsonNode account = told(0, ANALYTICS, "--mode", "batch", "--sink", "console");

    assertThat(account.get("valid").longValue()).isEqualTo(result.get("clean").longValue());
    assertThat(account.get("windows_counted").longValue())
        .isEqualTo(result.get("windows_counted").longValue());
  }

  @Test
  @Order(5)
  void callsThatAStoppedJobHasNotCountedAreNoDifferenceAndTheirWindowsCloseOnceItHas()
      throws Exception {
    int before = run.records("calls.clean").size();
    long job = run.program(ANALYTICS).pid();
    signal("STOP", job);
    try {
      Process replay =
          Launcher.ofCommand(
                  "replay",
                  "--generate",
                  "300",
                  "--seed",
                  "7",
                  "--from",
                  "2018-07-01",
                  "--final",
                  "--bootstrap",
                  run.bootstrap())
              .inheritIO()
              .start();
      assertThat(replay.waitFor()).isZero();
      Awaitility.await("ingest has told of all in its ledger")
          .atMost(LIMIT)
          .until(() -> run.ledgerTotal(Outcome.CLEAN) == before + 300);
      JsonNode behind = told(0, AUDIT);
      assertThat(behind.get("clean").longValue()).isEqualTo(before + 300);
      assertThat(behind.get("not_counted_yet").longValue()).isEqualTo(300);
      assertThat(told(1, AUDIT, "--at-rest").get("totals_differing").longValue()).isPositive();
    } finally {
      signal("CONT", job);
    }
    Awaitility.await("the job has told of all in its progress, and closed all windows")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              List<BatchProgress> batches = run.values("calls.progress", BatchProgress.class);
              assertThat(batches.stream().mapToLong(BatchProgress::getCalls).sum())
                  .isEqualTo(before + 300);
              Instant newest =
                  batches.stream()
                      .map(BatchProgress::getNewestEventTime)
                      .filter(Objects::nonNull)
                      .max(Comparator.naturalOrder())
                      .orElseThrow();
              assertThat(batches.get(batches.size() - 1).getWatermark())
                  .isAfterOrEqualTo(WindowSpec.DEFAULT.lastEnd(newest));
            });
    JsonNode caughtUp = told(0, AUDIT);
    assertThat(caughtUp.get("balanced").booleanValue()).isTrue();
    assertThat(caughtUp.get("not_counted_yet").longValue()).isZero();
  }

  private static void signal(String signal, long process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process).start().waitFor()).isZero();
  }

  @Test
  @Order(6)
  @EnabledIfEnvironmentVariable(named = "SFCALLS_EXPORT", matches = ".+")
  void aBatchOfTheExportCountsEachCallInTwoWindows() throws Exception {
    JsonNode account =
        told(0, ANALYTICS, "--mode", "batch", "--input", System.getenv("SFCALLS_EXPORT"));

    assertThat(account.get("valid").longValue()).isEqualTo(199_995);
    assertThat(account.get("repeated").longValue()).isEqualTo(4);
    assertThat(account.get("windows_counted").longValue()).isEqualTo(399_990);
  }

  @Test
  @Order(7)
  void aLateCallIsKeptForEachOfItsWindows() throws Exception {
    new KeptCalls(run, folder).aLateCallIsKeptForEachOfItsWindows();
  }

  @Test
  @Order(8)
  void aHugeRecordIsRejected() throws Exception {
    new KeptCalls(run, folder).aHugeRecordIsRejected();
  }

  /** Last: the account does not balance after it. */
  @Test
  @Order(9)
  void undecodableRecordsAreKeptAndNotBalanced() throws Exception {
    new KeptCalls(run, folder).undecodableRecordsAreKeptAndNotBalanced();
  }

  /** The JSON that a command prints when it ends with this exit code. */
  private static JsonNode told(int exitCode, String mainClass, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--bootstrap", run.bootstrap(), "--registry", run.registryUrl()));
    Path out = folder.resolve("told.json");
    Process process =
        Launcher.ofSpark(mainClass, all.toArray(new String[0]))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(out.toFile());
  }

  private static Map<CallCountKey, Long> newestTotals(
      List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, Object> settings =
        Map.of("schema.registry.url", run.registryUrl(), "specific.avro.reader", true);
    Map<CallCountKey, Long> totals = new HashMap<>();
    try (KafkaAvroDeserializer keys = new KafkaAvroDeserializer();
        KafkaAvroDeserializer values = new KafkaAvroDeserializer()) {
      keys.configure(settings, true);
      values.configure(settings, false);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        totals.put(
            (CallCountKey) keys.deserialize(COUNTS, record.key()),
            ((CallCount) values.deserialize(COUNTS, record.value())).getCount());
      }
    }
    return totals;
  }

  private static void publish(CallCountKey key, long total) throws Exception {
    Registry registry = new Registry(run.registryUrl());
    byte[] keyBytes =
        new RecordEncoder<>(
                CallCountKey.class,
                registry.schemaId(Topics.keySubject(COUNTS), CallCountKey.getClassSchema()))
            .encode(key);
    byte[] value =
        new RecordEncoder<>(
                CallCount.class,
                registry.schemaId(Topics.valueSubject(COUNTS), CallCount.getClassSchema()))
            .encode(
                new CallCount(
                    key.getWindowStart(),
                    key.getWindowEnd(),
                    key.getOriginalCrimeTypeName(),
                    key.getDisposition(),
                    null,
                    total));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", run.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(COUNTS, keyBytes, value)).get(30, TimeUnit.SECONDS);
    }
  }
}
