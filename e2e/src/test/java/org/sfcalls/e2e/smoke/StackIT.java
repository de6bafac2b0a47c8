package org.sfcalls.e2e.smoke;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** Real broker and registry, without the tiers. */
@Tag("smoke")
class StackIT {
  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final Installation INSTALLATION = new Installation(Path.of(".."));
  private static final Instant NOON = Instant.parse("2018-12-31T20:00:00Z");

  @TempDir private Path data;
  private final List<String> status = new ArrayList<>();

  @Test
  void recordsAreAccountedForAndARestartKeepsThemAndFreshEmpties() throws Exception {
    Map<String, Integer> ids;
    try (Stack stack = start(3, false)) {
      ids = schemaIds(stack);
      assertThat(partitions(stack))
          .containsEntry("calls.raw", 3)
          .containsEntry("calls.counts", 3)
          .containsEntry("calls.ledger", 1)
          .containsEntry("calls.redriven", 1)
          .containsEntry("calls.progress", 1);

      write(stack);

      JsonNode account = account(stack);
      assertThat(account.get("balanced").booleanValue()).isTrue();
      assertThat(account.get("raw").longValue()).isEqualTo(5);
      assertThat(account.get("clean").longValue()).isEqualTo(3);
      assertThat(account.get("rejected")).hasToString("{\"NOT_JSON\":1}");
      assertThat(account.get("undecodable")).hasToString("{\"UNDECODABLE\":1}");
      assertThat(account.get("windows_counted").longValue()).isEqualTo(3);
      assertThat(account.get("late").longValue()).isEqualTo(1);
      assertThat(account.get("unreadable").size()).isEqualTo(4);
      assertThat(account.get("unreadable").fieldNames())
          .toIterable()
          .allMatch(name -> name.matches("calls\\.\\w+, first at partition 0, offset \\d+"));
      assertThat(account.at("/busiest/0/count").longValue()).isEqualTo(2);
      assertThat(account.at("/busiest/0/disposition_description").textValue()).isEqualTo("Handled");
      holdRawRecordsBack(stack);
      theRegistryAnswersNoWebPage(stack);
    }
    try (Stack stack = start(3, false)) {
      assertThat(status).anyMatch(line -> line.contains("0 created, 9 there already"));
      assertThat(schemaIds(stack)).isEqualTo(ids);
      assertThat(account(stack).get("balanced").booleanValue()).isTrue();
      assertThat(account(stack).get("raw").longValue()).isEqualTo(5);
      replaceTheLedgersContract(stack);
    }
    assertThatThrownBy(() -> start(3, false))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("refused to register subject calls.ledger-value")
        .hasMessageContaining("or --fresh empties it");
    assertThatThrownBy(() -> start(2, false))
        .hasMessageContaining("has 3 partitions, not 2")
        .hasMessageContaining("--partitions 3")
        .hasMessageContaining("--fresh");
    try (Stack stack = start(2, true)) {
      assertThat(partitions(stack)).containsEntry("calls.raw", 2);
      assertThat(account(stack).get("raw").longValue()).isZero();
      assertThat(account(stack).get("balanced").booleanValue()).isTrue();
    }
  }

  /** A producer's open transaction, which the account must not pass over; it is aborted. */
  private static void holdRawRecordsBack(Stack stack) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrap(), "transactional.id", "somebody"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, new ProducerRecord<>("calls.raw", 0, null, "{}".getBytes(UTF_8)));
      send(producer, new ProducerRecord<>("calls.raw", 0, null, "{}".getBytes(UTF_8)));

      JsonNode account = account(stack);
      assertThat(account.get("balanced").booleanValue()).isFalse();
      assertThat(account.get("checks"))
          .anySatisfy(
              check -> {
                assertThat(check.get("check").textValue())
                    .isEqualTo("raw behind an open transaction");
                assertThat(check.get("found").longValue()).isEqualTo(2);
              });
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
        OpenTransactions open =
            OpenTransactions.of(
                BrokerInquiry.through(KafkaConnection.to(stack.bootstrap()), admin), "calls.raw");
        assertThat(open.held()).isEqualTo(2);
        assertThat(open.transactions())
            .singleElement(as(STRING))
            .startsWith("transactional id 'somebody', open for ")
            .contains("calls.raw-0 at offset ");
      }
      producer.abortTransaction();
    }
    await().untilAsserted(() -> assertThat(account(stack).get("balanced").booleanValue()).isTrue());
  }

  /** By a version that no program can read. */
  private static void replaceTheLedgersContract(Stack stack) throws Exception {
    String subject = Topics.valueSubject(TOPICS.ledger());
    Registry registry = new Registry(stack.registryUrl());
    registry.setCompatibility(subject, "NONE");
    registry
        .client()
        .register(
            subject,
            new AvroSchema(
                SchemaBuilder.record(LedgerCount.getClassSchema().getFullName())
                    .fields()
                    .requiredString("added")
                    .endRecord()));
    registry.client().deleteSchemaVersion(subject, "1");
  }

  /** Under a name of a web site whose address became 127.0.0.1. */
  private static void theRegistryAnswersNoWebPage(Stack stack) throws IOException {
    URI registry = URI.create(stack.registryUrl());
    String subjects = registry.getPath() + "/subjects";
    String subject = "POST " + subjects + "/evil/versions";
    for (String request :
        List.of("GET " + subjects, subject, "GET /apis/registry/v3/system/info", "GET /")) {
      assertThat(statusLine(registry, request, "evil.example:" + registry.getPort()))
          .as(request)
          .isEqualTo("HTTP/1.1 421 Misdirected Request");
    }
    for (String host : List.of("127.0.0.1:" + registry.getPort(), "localhost")) {
      assertThat(statusLine(registry, "GET " + subjects, host)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  /** Java's clients set the header themselves. */
  private static String statusLine(URI server, String request, String host) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket
          .getOutputStream()
          .write((request + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(US_ASCII));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
          .readLine();
    }
  }

  private static JsonNode account(Stack stack) throws Exception {
    return new ObjectMapper().readTree(stack.startAccount(true).get().text());
  }

  private Stack start(int partitions, boolean fresh) {
    status.clear();
    return Stack.start(
        INSTALLATION,
        new StackSettings(data.resolve("stack"), fresh, 0, 0, 0, partitions),
        TOPICS,
        status::add);
  }

  private static Map<String, Integer> partitions(Stack stack) throws Exception {
    Map<String, Integer> partitions = new HashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
      for (TopicDescription topic :
          admin.describeTopics(TOPICS.layouts(1).keySet()).allTopicNames().get().values()) {
        partitions.put(topic.name(), topic.partitions().size());
      }
    }
    return partitions;
  }

  private static Map<String, Integer> schemaIds(Stack stack) {
    Registry registry = new Registry(stack.registryUrl());
    Map<String, Integer> ids = new HashMap<>();
    for (Map.Entry<String, Schema> subject : TOPICS.subjects().entrySet()) {
      ids.put(subject.getKey(), registry.schemaId(subject.getKey(), subject.getValue()));
    }
    return ids;
  }

  /**
   * Five raw records: two clean calls and an undecodable one, a repeat, and a broken one. Each call
   * falls in two windows; one (call, window) pair is late. Superseded totals stand before the true
   * ones, and what a batch sends twice is there twice.
   */
  private static void write(Stack stack) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Encoder encoder = new Encoder(stack.registryUrl());
        AvroReader reader = new AvroReader(stack.registryUrl())) {
      for (String id : List.of("1", "2", "3", "1", "broken")) {
        send(producer, new ProducerRecord<>("calls.raw", id.getBytes(UTF_8), "{}".getBytes(UTF_8)));
      }
      byte[] encoded = encoder.value("calls.clean", call("1"));
      assertThat(reader.value("calls.clean", encoded, PoliceCall.class)).isEqualTo(call("1"));
      send(producer, new ProducerRecord<>("calls.clean", encoded));
      send(producer, new ProducerRecord<>("calls.clean", encoder.value("calls.clean", call("2"))));
      send(producer, new ProducerRecord<>("calls.clean", new byte[] {1, 2, 3}));
      send(producer, deadLetter("calls.raw", 4, "NOT_JSON"));
      send(producer, deadLetter("calls.clean", 2, "UNDECODABLE"));
      send(producer, deadLetter("calls.clean", 2, "UNDECODABLE"));
      ledger(producer, encoder, Outcome.CLEAN, null, 1);
      ledger(producer, encoder, Outcome.CLEAN, null, 3);
      ledger(producer, encoder, Outcome.REPEATED, null, 1);
      ledger(producer, encoder, Outcome.REJECTED, "NOT_JSON", 1);
      count(producer, encoder, NOON, 1);
      count(producer, encoder, NOON, 2);
      count(producer, encoder, NOON.plusSeconds(300), 1);
      // Of a stranger: each is named, and none ends the account.
      for (String topic : List.of("calls.counts", "calls.late", "calls.ledger", "calls.progress")) {
        send(producer, new ProducerRecord<>(topic, 0, "k".getBytes(UTF_8), new byte[] {1, 2}));
      }
      for (int time = 0; time < 2; time++) {
        send(
            producer,
            new ProducerRecord<>(
                "calls.late",
                encoder.key("calls.late", new LateCallKey(0, 1L, NOON.plusSeconds(300))),
                encoder.value(
                    "calls.late",
                    new LateCall(
                        0,
                        1L,
                        NOON.plusSeconds(300),
                        NOON.plusSeconds(900),
                        "Traffic Stop",
                        "HAN",
                        NOON.plusSeconds(900)))));
      }
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> entry)
      throws Exception {
    producer.send(entry).get();
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      String source, long offset, String reason) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>("calls.rejected", new byte[] {1});
    letter.headers().add(DeadLetter.TOPIC, source.getBytes(UTF_8));
    letter.headers().add(DeadLetter.PARTITION, "0".getBytes(UTF_8));
    letter.headers().add(DeadLetter.OFFSET, Long.toString(offset).getBytes(UTF_8));
    letter.headers().add(DeadLetter.REASON, reason.getBytes(UTF_8));
    return letter;
  }

  private static void ledger(
      KafkaProducer<byte[], byte[]> producer,
      Encoder encoder,
      Outcome outcome,
      String reason,
      long count)
      throws Exception {
    send(
        producer,
        new ProducerRecord<>(
            "calls.ledger",
            encoder.key("calls.ledger", new LedgerKey(0, outcome, reason)),
            encoder.value("calls.ledger", new LedgerCount(count))));
  }

  private static void count(
      KafkaProducer<byte[], byte[]> producer, Encoder encoder, Instant start, long count)
      throws Exception {
    Instant end = start.plusSeconds(600);
    send(
        producer,
        new ProducerRecord<>(
            "calls.counts",
            encoder.key("calls.counts", new CallCountKey(start, end, "Traffic Stop", "HAN")),
            encoder.value(
                "calls.counts",
                new CallCount(start, end, "Traffic Stop", "HAN", "Handled", count))));
  }

  private static PoliceCall call(String id) {
    LocalDate day = LocalDate.of(2018, 12, 31);
    return PoliceCall.newBuilder()
        .setCrimeId(id)
        .setOriginalCrimeTypeName("Traffic Stop")
        .setReportDate(day)
        .setCallDate(day)
        .setOffenseDate(day)
        .setCallTime(LocalTime.NOON)
        .setCallDateTime(NOON)
        .setDisposition("HAN")
        .build();
  }

  /** Confluent's serializer, told to use the schemas that the stack registered. */
  private static final class Encoder implements AutoCloseable {
    private final KafkaAvroSerializer keys = new KafkaAvroSerializer();
    private final KafkaAvroSerializer values = new KafkaAvroSerializer();

    Encoder(String registryUrl) {
      Map<String, Object> settings =
          Map.of("schema.registry.url", registryUrl, "auto.register.schemas", false);
      keys.configure(settings, true);
      values.configure(settings, false);
    }

    byte[] key(String topic, SpecificRecord entry) {
      return keys.serialize(topic, entry);
    }

    byte[] value(String topic, SpecificRecord entry) {
      return values.serialize(topic, entry);
    }

    @Override
    public void close() {
      keys.close();
      values.close();
    }
  }
}
