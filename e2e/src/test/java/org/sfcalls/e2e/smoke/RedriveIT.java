package org.sfcalls.e2e.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.CommandResult;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.Redriven;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Topics;

/**
 * Dead letters are listed and sent back by the real commands, on a real broker, with a real ingest.
 * The tests share these; each has a reason for rejection of its own.
 */
@Tag("smoke")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RedriveIT {
  private static final Topics TOPICS = Topics.withPrefix("redrive");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Default of ingest's option of this name. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  @TempDir private static Path folder;
  private static Servers servers;
  private static Process ingest;

  @BeforeAll
  static void start() throws Exception {
    servers = Servers.shared();
    servers.create(TOPICS, 2);
    ingest =
        Launcher.ofCommand(
                "ingest",
                "--bootstrap",
                servers.bootstrap(),
                "--registry",
                servers.registryUrl(),
                "--topic-prefix",
                TOPICS.prefix(),
                "--state-dir",
                folder.resolve("ingest-state").toString(),
                "--http",
                "off")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("ingest.log").toFile())
            .start();
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> Files.readString(folder.resolve("ingest.log")).contains("-> RUNNING"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (ingest != null) {
      ingest.destroyForcibly().waitFor();
    }
  }

  /** Every raw record, those sent back among them, has one outcome. */
  @AfterEach
  void theAccountBalances() {
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        // It exits with 1: nobody counts windows here.
                        new ObjectMapper()
                            .readTree(CommandResult.ofTool(withServers("account", "--json")).out())
                            .get("checks"))
                    .filteredOn(check -> !check.get("check").textValue().startsWith("2 x"))
                    .hasSizeGreaterThan(3)
                    .allMatch(check -> check.get("difference").longValue() == 0));
  }

  @Test
  void aRejectedRecordIsResentUntilItIsGivenUp() throws Exception {
    send("701", call("701", Map.of("call_date", "never")), "source", "dispatch");
    send("702", call("702", Map.of("offense_date", "never")), "source", "phone");
    List<JsonNode> first = awaitRejected("BAD_DATE", 2);
    assertThat(first).allMatch(letter -> letter.get("attempt").intValue() == 0);
    assertThat(first).allMatch(letter -> !letter.get("redriven").booleanValue());
    assertThat(first)
        .allMatch(letter -> letter.get("from").get("topic").textValue().equals("redrive.raw"));
    assertThat(first)
        .extracting(letter -> letter.get("value").textValue())
        .allMatch(value -> value.startsWith("{"));
    long raw = records(TOPICS.raw());

    // A look changes nothing.
    assertThat(redrive("--reason", "BAD_DATE", "--dry-run").get("sent").longValue()).isEqualTo(2);
    assertThat(redrive("--reason", "BAD_DATE", "--dry-run").get("sent").longValue()).isEqualTo(2);
    assertThat(records(TOPICS.raw())).isEqualTo(raw);

    String[] both = {"--offset", place(first.get(0)) + "," + place(first.get(1))};
    assertThat(redrive(both).get("sent").longValue()).isEqualTo(2);
    JsonNode again = redrive(both);
    assertThat(again.get("sent").longValue()).isZero();
    assertThat(again.get("alreadyRedriven").longValue()).isEqualTo(2);
    List<JsonNode> second = awaitRejected("BAD_DATE", 4);
    assertThat(records(TOPICS.raw())).isEqualTo(raw + 2);
    assertThat(second)
        .extracting(letter -> letter.get("attempt").intValue())
        .containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(second)
        .filteredOn(letter -> letter.get("redriven").booleanValue())
        .extracting(RedriveIT::place)
        .containsExactlyInAnyOrder(place(first.get(0)), place(first.get(1)));
    // As it came, other headers included.
    assertThat(consumed("redrive.raw"))
        .contains("source=dispatch, sfcalls.attempt=1", "source=phone, sfcalls.attempt=1");

    String[] twice = {"--reason", "bad_date", "--since", "1h", "--max-attempts", "2"};
    assertThat(redrive(twice).get("sent").longValue()).isEqualTo(2);
    awaitRejected("BAD_DATE", 6);
    JsonNode last = redrive(twice);
    assertThat(last.get("selected").longValue()).isEqualTo(6);
    assertThat(last.get("sent").longValue()).isZero();
    assertThat(last.get("alreadyRedriven").longValue()).isEqualTo(4);
    assertThat(last.get("givenUp").longValue()).isEqualTo(2);
    assertThat(records(TOPICS.raw())).isEqualTo(raw + 4);
  }

  @Test
  void aRecordWhoseReasonHasGoneBecomesACleanCall() throws Exception {
    // A call may be some minutes ahead of the present: this one is more, and will be less soon.
    Instant callTime = Instant.now().plus(AHEAD).plusSeconds(10);
    LocalDateTime wallClock =
        callTime.atZone(ZoneId.of("America/Los_Angeles")).toLocalDateTime().withNano(0);
    String day = wallClock.toLocalDate() + "T00:00:00.000";
    String time = wallClock.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000'"));
    send(
        "703",
        call(
            "703",
            Map.of("call_date", day, "call_time", time.substring(11, 16), "call_date_time", time)));
    awaitRejected("IMPLAUSIBLE_TIME", 1);
    long clean = records(TOPICS.clean());

    Awaitility.await().atMost(LIMIT).until(() -> Instant.now().plus(AHEAD).isAfter(callTime));
    assertThat(redrive("--reason", "IMPLAUSIBLE_TIME").get("sent").longValue()).isEqualTo(1);
    Awaitility.await().atMost(LIMIT).until(() -> records(TOPICS.clean()) == clean + 1);
    assertThat(consumed("redrive.clean")).contains("key=703").doesNotContain(DeadLetter.ATTEMPT);
    assertThat(redrive("--reason", "IMPLAUSIBLE_TIME").get("sent").longValue()).isZero();
  }

  @Test
  void aRedriveThatDiedHasSentNothingAndCanNotContinue() throws Exception {
    send(null, "{");
    JsonNode letter = awaitRejected("NOT_JSON", 1).get(0);
    long raw = records(TOPICS.raw());
    try (KafkaProducer<byte[], byte[]> dead =
            producer(Map.of("transactional.id", TOPICS.redriveTransaction()));
        KafkaAvroSerializer keys = serializer(true);
        KafkaAvroSerializer marks = serializer(false)) {
      dead.initTransactions();
      dead.beginTransaction();
      RedrivenKey key =
          new RedrivenKey(letter.get("partition").intValue(), letter.get("offset").longValue());
      dead.send(new ProducerRecord<>("redrive.raw", "{".getBytes(UTF_8))).get();
      dead.send(
              new ProducerRecord<>(
                  "redrive.redriven",
                  keys.serialize("redrive.redriven", key),
                  marks.serialize("redrive.redriven", new Redriven(1, Instant.EPOCH))))
          .get();

      assertThat(redrive("--reason", "NOT_JSON").get("sent").longValue()).isEqualTo(1);
      assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
    }
    awaitRejected("NOT_JSON", 2);
    assertThat(records(TOPICS.raw())).isEqualTo(raw + 1);
  }

  @Test
  void deadLettersAreListedWithTheirFaultsAndCounted() throws Exception {
    send("704", call("704", Map.of("address", 5, "city", 6)));
    send("705\u001b[2J", call("705", Map.of("disposition", "x".repeat(2_000))));
    awaitRejected("WRONG_TYPE", 1);
    awaitRejected("TEXT_TOO_LONG", 1);
    assertThat(run("rejected", "--reason", "WRONG_TYPE"))
        .contains("  WRONG_TYPE:address, WRONG_TYPE:city\n")
        .contains("  from redrive.raw-", ", attempt 0\n", "  key   704\n", " bytes)\n")
        .contains("| WRONG_TYPE |            1 | 100.0 % |         0 |");
    assertThat(run("rejected", "--max", "0"))
        .contains("TEXT_TOO_LONG:disposition")
        .contains("  key   705\\u001b[2J\n")
        .doesNotContain("\u001b");
    assertThat(run("rejected", "--reason", "WRONG_TYPE,TEXT_TOO_LONG", "--max", "1", "--json"))
        .hasLineCount(1);
    assertThat(run("rejected", "--until", "1h", "--json")).isEmpty();
    assertThat(run("rejected", "--since", "1h", "--reason", "WRONG_TYPE", "--summary", "--json"))
        .startsWith("{\"deadLetters\":1,\"redriven\":0,\"reasons\":{\"WRONG_TYPE\":");

    // Of the analytics job: there is no raw record to send.
    ProducerRecord<byte[], byte[]> undecodable =
        new ProducerRecord<>("redrive.rejected", new byte[] {1});
    undecodable.headers().add(DeadLetter.TOPIC, "redrive.clean".getBytes(UTF_8));
    undecodable.headers().add(DeadLetter.PARTITION, "0".getBytes(UTF_8));
    undecodable.headers().add(DeadLetter.OFFSET, "0".getBytes(UTF_8));
    undecodable.headers().add(DeadLetter.REASON, "NOT_WIRE_FORMAT".getBytes(UTF_8));
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(undecodable).get();
    }
    JsonNode result = redrive("--reason", "NOT_WIRE_FORMAT");
    assertThat(result.get("notFromRaw").longValue()).isEqualTo(1);
    assertThat(result.get("sent").longValue()).isZero();
  }

  private static List<JsonNode> awaitRejected(String reason, int count) throws Exception {
    Awaitility.await().atMost(LIMIT).until(() -> rejected(reason) == count);
    List<JsonNode> letters = new ArrayList<>();
    for (String line :
        run("rejected", "--json", "--max", "0", "--reason", reason).lines().toList()) {
      letters.add(new ObjectMapper().readTree(line));
    }
    assertThat(letters).hasSize(count);
    return letters;
  }

  private static String place(JsonNode letter) {
    return letter.get("partition").intValue() + ":" + letter.get("offset").longValue();
  }

  private static long records(String topic) {
    return TopicContents.of(servers.bootstrap(), topic).size();
  }

  private static long rejected(String reason) {
    return TopicContents.of(servers.bootstrap(), TOPICS.rejected()).stream()
        .map(record -> DeadLetter.of(record.headers()))
        .filter(letter -> letter.topic().equals(TOPICS.raw()) && letter.reason().equals(reason))
        .count();
  }

  private static JsonNode redrive(String... arguments) throws Exception {
    return new ObjectMapper()
        .readTree(
            run(
                Stream.concat(Stream.of("redrive", "--json"), Stream.of(arguments))
                    .toArray(String[]::new)));
  }

  /** Runs a command to its end, which must be a good one, and returns what it printed. */
  private static String run(String... arguments) {
    CommandResult result = CommandResult.ofTool(withServers(arguments));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  /** What {@code consume} prints of a whole topic. */
  private static String consumed(String topic) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        Launcher.ofCommand(
                "consume",
                topic,
                "--from-beginning",
                "--until-end",
                "--headers",
                "--bootstrap",
                servers.bootstrap(),
                "--registry",
                servers.registryUrl())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(out);
  }

  private static String[] withServers(String... arguments) {
    return Stream.concat(
            Stream.of(arguments),
            Stream.of(
                "--bootstrap",
                servers.bootstrap(),
                "--registry",
                servers.registryUrl(),
                "--topic-prefix",
                TOPICS.prefix()))
        .toArray(String[]::new);
  }

  /** A call as it comes, with some fields changed. */
  private static String call(String id, Map<String, Object> changes) throws Exception {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("crime_id", id);
    fields.put("original_crime_type_name", "Fire");
    for (String date : List.of("report_date", "call_date", "offense_date")) {
      fields.put(date, "2018-05-01T00:00:00.000");
    }
    fields.put("call_time", "05:07");
    fields.put("call_date_time", "2018-05-01T05:07:00.000");
    fields.put("disposition", "HAN");
    for (String text :
        List.of("address", "city", "state", "agency_id", "address_type", "common_location")) {
      fields.put(text, "");
    }
    fields.putAll(changes);
    return new ObjectMapper().writeValueAsString(fields);
  }

  private static void send(String key, String value, String... header) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            "redrive.raw", key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
    if (header.length > 0) {
      record.headers().add(header[0], header[1].getBytes(UTF_8));
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(record).get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", servers.bootstrap());
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static KafkaAvroSerializer serializer(boolean keys) {
    KafkaAvroSerializer serializer = new KafkaAvroSerializer();
    serializer.configure(
        Map.of("schema.registry.url", servers.registryUrl(), "auto.register.schemas", false), keys);
    return serializer;
  }
}
