package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.AnalyticsTopics;
import org.sfcalls.e2e.fixtures.CleanCalls;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

/** The analytics job reading what is written with many schemas, and what is no call at all. */
@Tag("failure")
class AnalyticsReadingIT {
  private static final Topics TOPICS = Topics.withPrefix("analytics-reading");
  private static final String SUBJECT = Topics.valueSubject(TOPICS.clean());
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Instant NOON = Instant.parse("2018-06-01T12:00:00Z");
  private static final int NO_SUCH_ID = 987_654;

  @TempDir private static Path folder;
  private static Servers servers;

  private int numbers;
  private long sentGood;

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    servers.create(TOPICS, 2);
  }

  @Test
  void everyRecordIsReadWithItsOwnSchemaAndTheRestIsKeptWithItsReason() throws Exception {
    Registry registry = new Registry(servers.registryUrl());
    AnalyticsTopics written =
        new AnalyticsTopics(servers.bootstrap(), servers.registryUrl(), TOPICS);
    RegistryGate gate = new RegistryGate(0, servers.registryUrl(), null);
    int gatePort = gate.port();
    try (AnalyticsProcess job =
            AnalyticsProcess.start(
                folder,
                Map.of(),
                // As after two minutes with the usual ones.
                Map.of(
                    "spark.executor.heartbeatInterval", "1s",
                    "spark.network.timeout", "5s",
                    "spark.network.timeoutInterval", "1s"),
                "--bootstrap",
                servers.bootstrap(),
                "--registry",
                gate.url(),
                "--topic-prefix",
                TOPICS.prefix(),
                "--checkpoint",
                folder.resolve("checkpoint").toString());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      job.awaitRunning();
      Map<String, Integer> before = gate.requests();

      // Versions that come while the query runs.
      Schema first = PoliceCall.getClassSchema();
      Schema second = with(first, "priority");
      Schema third = without(with(second, "unit"), "common_location");
      List<Integer> ids = new ArrayList<>();
      for (Schema version : List.of(first, second, third)) {
        registry.register(SUBJECT, version);
        int id = registry.schemaId(SUBJECT, version);
        ids.add(id);
        for (int i = 0; i < 100; i++) {
          sendGood(producer, call(version, id));
        }
        written.awaitCounted(2 * sentGood, LIMIT);
      }

      // A closed lid.
      job.suspend();
      Thread.sleep(8_000);
      job.resume();

      // No calls, among calls.
      Schema incompatible = SchemaBuilder.record("Other").fields().requiredInt("x").endRecord();
      registry.register("other-value", incompatible);
      byte[] wrongMagic = call(first, ids.get(0));
      wrongMagic[0] = 1;
      byte[] whole = call(first, ids.get(0));
      byte[] truncated = Arrays.copyOf(whole, whole.length - 9);
      byte[] unknownId = call(first, NO_SUCH_ID);
      byte[] another =
          bytes(
              new GenericRecordBuilder(incompatible).set("x", 1).build(),
              registry.schemaId("other-value", incompatible));
      Map<Long, byte[]> sentBad = new TreeMap<>();
      for (byte[] bad : List.of(wrongMagic, truncated, unknownId, another)) {
        sendGood(producer, call(first, ids.get(0)));
        sentBad.put(
            producer
                .send(new ProducerRecord<>(TOPICS.clean(), 0, "key".getBytes(UTF_8), bad))
                .get()
                .offset(),
            bad);
      }
      sendGood(producer, call(first, ids.get(0)));
      written.awaitCounted(2 * sentGood, LIMIT);
      List<ConsumerRecord<byte[], byte[]>> rejected =
          TopicContents.of(servers.bootstrap(), TOPICS.rejected());
      assertThat(rejected.stream().map(letter -> header(letter, DeadLetter.REASON)))
          .containsExactlyInAnyOrder(
              "NOT_WIRE_FORMAT", "BAD_BODY", "UNKNOWN_SCHEMA", "INCOMPATIBLE_SCHEMA");
      for (ConsumerRecord<byte[], byte[]> letter : rejected) {
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(TOPICS.clean());
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(letter.value())
            .isEqualTo(sentBad.remove(Long.parseLong(header(letter, DeadLetter.OFFSET))));
        assertThat(letter.key()).isEqualTo("key".getBytes(UTF_8));
      }
      assertThat(sentBad).as("bad records without a dead letter").isEmpty();

      for (int id : ids) {
        String path = "/apis/ccompat/v7/schemas/ids/" + id;
        assertThat(gate.requests().getOrDefault(path, 0) - before.getOrDefault(path, 0))
            .as("requests for schema %d", id)
            .isEqualTo(1);
      }

      // An id that nobody can be asked about.
      Schema fourth = with(third, "source");
      registry.register(SUBJECT, fourth);
      gate.close();
      sendGood(producer, call(fourth, registry.schemaId(SUBJECT, fourth)));
      job.awaitOutput("the batch failed and is tried again in 2 s");
      assertThat(job.output()).contains("does not answer").doesNotContain("Exception in thread");
      assertThat(written.counted()).isEqualTo(2 * (sentGood - 1));
      try (RegistryGate again = new RegistryGate(gatePort, servers.registryUrl(), null)) {
        written.awaitCounted(2 * sentGood, LIMIT);
        assertThat(again.requests()).isNotEmpty();
      }
      assertThat(TopicContents.of(servers.bootstrap(), TOPICS.rejected())).hasSize(4);
      assertThat(written.late()).isZero();

      job.terminate();
      assertThat(job.exitCode()).as(job.output()).isEqualTo(143);
      assertThat(job.output())
          .contains("stopped: ", " 310 calls in, 0 late, 4 undecodable")
          .doesNotContain("Issue communicating with driver");
    } finally {
      gate.close();
    }
  }

  private void sendGood(KafkaProducer<byte[], byte[]> producer, byte[] call) throws Exception {
    producer.send(new ProducerRecord<>(TOPICS.clean(), (int) (sentGood++ % 2), null, call)).get();
  }

  /** One more call, all at the same time, so that all of them are counted together. */
  private byte[] call(Schema version, int id) throws IOException {
    PoliceCall call = CleanCalls.call(numbers++, "Type", "HAN", NOON);
    byte[] plain = new RecordEncoder<>(PoliceCall.class, id).encode(call);
    // What the version adds is null, what it leaves out is gone.
    GenericRecord asOfVersion =
        new GenericDatumReader<GenericRecord>(PoliceCall.getClassSchema(), version)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(
                        plain,
                        WireFormat.HEADER_BYTES,
                        plain.length - WireFormat.HEADER_BYTES,
                        null));
    for (Schema.Field field : version.getFields()) {
      if (PoliceCall.getClassSchema().getField(field.name()) == null) {
        asOfVersion.put(field.name(), "of a later version");
      }
    }
    return bytes(asOfVersion, id);
  }

  private static byte[] bytes(GenericRecord value, int id) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(WireFormat.header(id));
    new GenericDatumWriter<GenericRecord>(value.getSchema())
        .write(value, EncoderFactory.get().directBinaryEncoder(out, null));
    return out.toByteArray();
  }

  /** The next version, with one more field before the others, which a reader may do without. */
  private static Schema with(Schema version, String field) {
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(
        new Schema.Field(
            field,
            Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
            "Comes with a later version.",
            Schema.Field.NULL_DEFAULT_VALUE));
    return version(version, fields, "");
  }

  /** The next version, without a field that readers can do without. */
  private static Schema without(Schema version, String field) {
    return version(version, new ArrayList<>(), field);
  }

  private static Schema version(Schema before, List<Schema.Field> fields, String leftOut) {
    for (Schema.Field field : before.getFields()) {
      if (!field.name().equals(leftOut)) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(
        before.getName(), before.getDoc(), before.getNamespace(), false, fields);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
