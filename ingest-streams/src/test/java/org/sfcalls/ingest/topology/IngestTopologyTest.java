package org.sfcalls.ingest.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sfcalls.calls.validation.CallJson;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.ingest.encoding.CallSerialization;
import org.sfcalls.ingest.metrics.IngestMeters;
import org.sfcalls.ingest.preflight.BrokerCheck;
import org.sfcalls.ingest.preflight.Deleted;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

class IngestTopologyTest {

  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final SchemaIds IDS = new SchemaIds(1, 2, 3);
  private static final byte[] KEY = "183653763".getBytes(UTF_8);

  private final IngestMeters meters = new IngestMeters();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> raw;
  private TestOutputTopic<byte[], byte[]> clean;
  private TestOutputTopic<byte[], byte[]> rejected;
  private TestOutputTopic<byte[], byte[]> ledger;

  @BeforeEach
  void start() {
    start(RepeatMemory.DEFAULT);
  }

  private void start(RepeatMemory repeats) {
    start(repeats, new BrokerCheck.Found(1, Map.of()));
  }

  private void start(RepeatMemory repeats, BrokerCheck.Found found) {
    start(new IngestConfig(TOPICS, Limits.DEFAULT, repeats, new CallSerialization.Direct()), found);
  }

  private void start(IngestConfig config, BrokerCheck.Found found) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest");
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver =
        new TopologyTestDriver(
            IngestTopology.build(
                config,
                IDS,
                found,
                InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z")),
                meters),
            settings);
    ByteArraySerializer in = new ByteArraySerializer();
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    raw = driver.createInputTopic(TOPICS.raw(), in, in);
    clean = driver.createOutputTopic(TOPICS.clean(), out, out);
    rejected = driver.createOutputTopic(TOPICS.rejected(), out, out);
    ledger = driver.createOutputTopic(TOPICS.ledger(), out, out);
  }

  @AfterEach
  void stop() {
    driver.close();
    meters.close();
  }

  @Test
  void aGoodCallGoesOutAsAvroUnderItsId() throws IOException {
    raw.pipeInput(null, CallJson.good().json());

    TestRecord<byte[], byte[]> record = clean.readRecord();
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(WireFormat.schemaId(record.value())).isEqualTo(IDS.policeCall());
    PoliceCall call = decode(PoliceCall.class, record.value());
    assertThat(call.getCrimeId()).isEqualTo("183653763");
    assertThat(call.getCallDateTime()).isEqualTo(Instant.parse("2019-01-01T07:57:00Z"));
    assertThat(rejected.isEmpty()).isTrue();
    assertThat(ledgerCounts()).containsExactly(Map.entry("CLEAN", 1L));
  }

  @Test
  void aBrokenRecordIsKeptAsItCameWithItsReason() {
    byte[] broken = CallJson.good().with("crime_id", "x").without("city").json();
    Headers headers = new RecordHeaders().add("source", "dispatch".getBytes(UTF_8));
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(new TestRecord<>(KEY, broken, headers, Instant.ofEpochMilli(5)));

    TestRecord<byte[], byte[]> letter = rejected.readRecord();
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.value()).isEqualTo(broken);
    assertThat(letter.timestamp()).isEqualTo(5);
    assertThat(header(letter, "source")).isEqualTo("dispatch");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("calls.raw");
    assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("1");
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("MISSING_FIELD");
    assertThat(header(letter, DeadLetter.FIELD)).isEqualTo("city");
    assertThat(header(letter, DeadLetter.FAULTS))
        .isEqualTo("MISSING_FIELD:city,BAD_CRIME_ID:crime_id");
    assertThat(header(letter, DeadLetter.MESSAGE))
        .isEqualTo("city is missing; crime_id is 'x', 1 to 18 digits are needed");
    assertThat(clean.readRecordsToList()).hasSize(1);
    assertThat(ledgerCounts())
        .containsExactly(Map.entry("CLEAN", 1L), Map.entry("REJECTED/MISSING_FIELD", 1L));
  }

  @Test
  void aRecordThatIsSentAgainLosesTheHeadersOfItsEarlierRejectionButNotTheNumberOfAttempts() {
    Headers earlier =
        new RecordHeaders()
            .add("source", "dispatch".getBytes(UTF_8))
            .add(DeadLetter.REASON, "MISSING_FIELD".getBytes(UTF_8))
            .add(DeadLetter.FIELD, "city".getBytes(UTF_8))
            .add(DeadLetter.EXCEPTION, "of.another.Program".getBytes(UTF_8))
            .add(DeadLetter.ATTEMPT, "2".getBytes(UTF_8));
    raw.pipeInput(new TestRecord<>(KEY, CallJson.good().json(), earlier, Instant.EPOCH));
    raw.pipeInput(new TestRecord<>(KEY, "{".getBytes(UTF_8), earlier, Instant.EPOCH));

    TestRecord<byte[], byte[]> repaired = clean.readRecord();
    assertThat(header(repaired, "source")).isEqualTo("dispatch");
    assertThat(header(repaired, DeadLetter.REASON)).isNull();
    assertThat(header(repaired, DeadLetter.ATTEMPT)).isNull();
    TestRecord<byte[], byte[]> letter = rejected.readRecord();
    assertThat(header(letter, "source")).isEqualTo("dispatch");
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("NOT_JSON");
    assertThat(header(letter, DeadLetter.FIELD)).isNull();
    assertThat(header(letter, DeadLetter.EXCEPTION)).isNull();
    assertThat(header(letter, DeadLetter.ATTEMPT)).isEqualTo("2");
  }

  @Test
  void aRecordWithoutATimestampIsTakenAsOfTheEpoch() {
    assertThat(
            IngestTopology.timestamp(
                new ConsumerRecord<>(
                    "calls.raw",
                    0,
                    0,
                    ConsumerRecord.NO_TIMESTAMP,
                    TimestampType.NO_TIMESTAMP_TYPE,
                    0,
                    0,
                    null,
                    null,
                    new RecordHeaders(),
                    Optional.empty()),
                -1))
        .isZero();
  }

  @Test
  void brokenRecordsDoNotStopTheStream() {
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(null, new byte[0]);
    raw.pipeInput(null, (byte[]) null);
    raw.pipeInput(KEY, new byte[] {(byte) 0x80, 1, 2});
    raw.pipeInput(KEY, CallJson.good().with("crime_id", "183653764").json());

    assertThat(clean.readRecordsToList()).hasSize(2);
    assertThat(rejected.readRecordsToList())
        .extracting(letter -> header(letter, DeadLetter.REASON))
        .containsExactly("NO_VALUE", "NO_VALUE", "NOT_UTF8");
    assertThat(ledgerCounts())
        .containsExactly(
            Map.entry("CLEAN", 2L),
            Map.entry("REJECTED/NO_VALUE", 2L),
            Map.entry("REJECTED/NOT_UTF8", 1L));
  }

  @Test
  void aCallThatComesAgainIsCountedAsARepeatAndGoesNoFurther() {
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, CallJson.good().with("extra", "of no account").json());

    assertThat(clean.readRecordsToList()).hasSize(1);
    assertThat(rejected.isEmpty()).isTrue();
    assertThat(ledgerCounts()).containsExactly(Map.entry("CLEAN", 1L), Map.entry("REPEATED", 2L));
  }

  @Test
  void aCallThatComesAgainWithOtherContentIsKeptAsAConflict() {
    byte[] other = CallJson.good().with("disposition", "HAN").json();
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, other);
    raw.pipeInput(KEY, CallJson.good().json());

    assertThat(clean.readRecordsToList()).hasSize(1);
    TestRecord<byte[], byte[]> letter = rejected.readRecord();
    assertThat(letter.value()).isEqualTo(other);
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("CONFLICTING_REPEAT");
    assertThat(rejected.isEmpty()).isTrue();
    assertThat(ledgerCounts())
        .containsExactly(
            Map.entry("CLEAN", 1L),
            Map.entry("REPEATED", 1L),
            Map.entry("REJECTED/CONFLICTING_REPEAT", 1L));
  }

  @Test
  void aCallWithAGroupBeyondTheLimitIsKeptAndWhenSentBackLaterIsNoRepeat() {
    driver.close();
    IngestConfig config =
        new IngestConfig(
            TOPICS, Limits.DEFAULT, RepeatMemory.DEFAULT, 1, new CallSerialization.Direct());
    start(config, new BrokerCheck.Found(1, Map.of()));
    byte[] other =
        CallJson.good()
            .with("crime_id", "183653764")
            .with("original_crime_type_name", "Made up")
            .json();
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, other);
    raw.pipeInput(KEY, CallJson.good().with("crime_id", "183653765").json());

    assertThat(clean.readRecordsToList()).hasSize(2);
    TestRecord<byte[], byte[]> letter = rejected.readRecord();
    assertThat(letter.value()).isEqualTo(other);
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("TOO_MANY_GROUPS");
    assertThat(ledgerCounts())
        .containsExactly(Map.entry("CLEAN", 2L), Map.entry("REJECTED/TOO_MANY_GROUPS", 1L));

    raw.pipeInput(KEY, other);
    assertThat(header(rejected.readRecord(), DeadLetter.REASON)).isEqualTo("TOO_MANY_GROUPS");
  }

  @Test
  void differentCallsOfTheSameMinuteAreNotRepeats() {
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, CallJson.good().with("crime_id", "183653764").json());

    assertThat(clean.readRecordsToList()).hasSize(2);
  }

  /** With four partitions the id 183653763 belongs to another than the driver's only one. */
  @Test
  void aCallOnAnotherPartitionThanItsIdsTakesTheWayOverTheRepartitionTopic() {
    driver.close();
    start(RepeatMemory.DEFAULT, new BrokerCheck.Found(4, Map.of()));
    assertThat(new Repartition(4).of(KEY)).isNotZero();
    TestOutputTopic<byte[], byte[]> between =
        driver.createOutputTopic(
            TOPICS.repartitioned(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    byte[] call = CallJson.good().json();

    raw.pipeInput(null, call);
    raw.pipeInput("no id".getBytes(UTF_8), call);

    assertThat(between.readRecordsToList())
        .allSatisfy(
            record -> {
              assertThat(record.key()).isEqualTo(KEY);
              assertThat(record.value()).isEqualTo(call);
            })
        .hasSize(2);
    TestRecord<byte[], byte[]> record = clean.readRecord();
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.headers()).isEmpty();
    assertThat(clean.isEmpty()).isTrue();
    assertThat(ledgerCounts()).containsExactly(Map.entry("CLEAN", 1L), Map.entry("REPEATED", 1L));
    assertThat(meters.scrape())
        .contains(
            "sfcalls_ingest_repartitioned_records_total 2.0",
            "sfcalls_ingest_latency_seconds_count 2");
  }

  @Test
  void aDeadLetterNamesTheRawRecordThoughItTookAnotherWay() {
    driver.close();
    start(RepeatMemory.DEFAULT, new BrokerCheck.Found(4, Map.of()));
    byte[] key = "no id".getBytes(UTF_8);
    byte[] other = CallJson.good().with("disposition", "HAN").json();
    Headers headers =
        new RecordHeaders()
            .add("source", "dispatch".getBytes(UTF_8))
            .add(Repartition.RAW_KEY, "forged".getBytes(UTF_8));
    raw.pipeInput(null, CallJson.good().json());
    raw.pipeInput(new TestRecord<>(key, other, headers, Instant.ofEpochMilli(5)));
    raw.pipeInput(new TestRecord<>(null, other, headers, Instant.ofEpochMilli(6)));

    TestRecord<byte[], byte[]> letter = rejected.readRecord();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(other);
    assertThat(letter.timestamp()).isEqualTo(5);
    assertThat(header(letter, "source")).isEqualTo("dispatch");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("calls.raw");
    assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("1");
    assertThat(letter.headers().lastHeader(Repartition.RAW_KEY)).isNull();
    assertThat(rejected.readRecord().key()).isNull();
  }

  @Test
  void recordsThatWereDeletedUnreadAreCountedAsLostOnce() {
    driver.close();
    Map<TopicPartition, Deleted> deleted =
        Map.of(
            new TopicPartition(TOPICS.raw(), 0), new Deleted(12, 10),
            new TopicPartition(TOPICS.raw(), 1), new Deleted(99, 90));
    start(RepeatMemory.DEFAULT, new BrokerCheck.Found(1, deleted));
    raw.pipeInput(KEY, CallJson.good().json());

    assertThat(ledgerCounts()).containsExactly(Map.entry("CLEAN", 1L), Map.entry("LOST", 10L));
    KeyValueStore<String, Long> ledger = driver.getKeyValueStore(IngestTopology.LEDGER_STORE);
    assertThat(ledger.get("LOST")).isEqualTo(10);
    Ledger again = new Ledger(ledger, 0);
    again.lost(TOPICS.raw(), 12, 10);
    again.save((outcome, reason, records) -> {});
    assertThat(ledger.get("LOST")).isEqualTo(10);
    again.lost(TOPICS.raw(), 20, 3);
    again.save((outcome, reason, records) -> {});
    assertThat(ledger.get("LOST")).isEqualTo(13);
  }

  @Test
  void aCallWithoutMemoryOfRepeatsIsCleanEachTime() {
    driver.close();
    start(RepeatMemory.NONE);
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, CallJson.good().json());
    assertThat(clean.readRecordsToList()).hasSize(2);
    assertThat(ledgerCounts()).containsExactly(Map.entry("CLEAN", 2L));
  }

  @Test
  void theMetersTellOutcomesUnknownFieldsAndLatency() {
    raw.pipeInput(KEY, CallJson.good().with("supervisor_district", "5").json());
    raw.pipeInput(KEY, CallJson.good().json());
    raw.pipeInput(KEY, "{".getBytes(UTF_8));

    assertThat(meters.scrape())
        .contains(
            "sfcalls_ingest_records_total{outcome=\"clean\",reason=\"\"} 1.0",
            "sfcalls_ingest_records_total{outcome=\"repeated\",reason=\"\"} 1.0",
            "sfcalls_ingest_records_total{outcome=\"rejected\",reason=\"NOT_JSON\"} 1.0",
            "sfcalls_ingest_unknown_fields_total{field=\"supervisor_district\"} 1.0",
            "sfcalls_ingest_latency_seconds_count 3");
  }

  @Test
  void whatIsKnownIsInTheStoresAtEachCommit() {
    raw.pipeInput(KEY, CallJson.good().json());
    KeyValueStore<String, Long> ledger = driver.getKeyValueStore(IngestTopology.LEDGER_STORE);
    KeyValueStore<Long, byte[]> repeats = driver.getKeyValueStore(IngestTopology.REPEATS_STORE);
    assertThat(ledger.get("CLEAN")).isEqualTo(1);
    assertThat(repeats.approximateNumEntries()).isEqualTo(1);

    raw.pipeInput(KEY, CallJson.good().json());
    assertThat(ledger.get("REPEATED")).isEqualTo(1);
    assertThat(repeats.approximateNumEntries()).isEqualTo(1);
  }

  @Test
  void theLedgerTellsOnlyWhatChanged() {
    raw.pipeInput(null, CallJson.good().json());
    assertThat(ledgerCounts()).isNotEmpty();
    assertThat(ledgerCounts()).isEmpty();
  }

  /** The counts that go out when the ledger is next due, by outcome and reason. */
  private Map<String, Long> ledgerCounts() {
    driver.advanceWallClockTime(CallProcessor.LEDGER_INTERVAL);
    Map<String, Long> counts = new LinkedHashMap<>();
    List<TestRecord<byte[], byte[]>> records = ledger.readRecordsToList();
    for (TestRecord<byte[], byte[]> record : records) {
      LedgerKey key = decode(LedgerKey.class, record.key());
      assertThat(key.getPartition()).isZero();
      counts.put(
          key.getOutcome() + (key.getReason() == null ? "" : "/" + key.getReason()),
          decode(LedgerCount.class, record.value()).getCount());
    }
    return counts;
  }

  private static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
    try {
      return new SpecificDatumReader<>(type)
          .read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(
                      bytes,
                      WireFormat.HEADER_BYTES,
                      bytes.length - WireFormat.HEADER_BYTES,
                      null));
    } catch (IOException e) {
      throw new AssertionError("not Avro of " + type, e);
    }
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
