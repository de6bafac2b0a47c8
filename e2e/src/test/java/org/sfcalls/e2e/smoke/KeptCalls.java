package org.sfcalls.e2e.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.sfcalls.e2e.fixtures.KeptRun;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.Outcome;

/**
 * Late calls and records that can't be decoded, sent to a run of the sample: every program keeps
 * and reports them.
 */
record KeptCalls(KeptRun run, Path folder) {

  private static final String LATE_CALL =
      """
      {"crime_id": "777000777", "original_crime_type_name": "Fire",
       "report_date": "2018-05-01T00:00:00.000", "call_date": "2018-05-01T00:00:00.000",
       "offense_date": "2018-05-01T00:00:00.000", "call_time": "05:07",
       "call_date_time": "2018-05-01T05:07:00.000", "disposition": "HAN", "address": "",
       "city": "", "state": "CA", "agency_id": "1", "address_type": "", "common_location": ""}
      """;

  /** One call in two windows that have closed. */
  void aLateCallIsKeptForEachOfItsWindows() throws Exception {
    assertThat(account().get("late").longValue()).isZero();
    // The sample is of June: the watermark is far past this call of May.
    send("calls.raw", LATE_CALL.getBytes(UTF_8));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(run.values("calls.late", LateCall.class))
                    .extracting(LateCall::getWindowStart)
                    .containsExactlyInAnyOrder(
                        Instant.parse("2018-05-01T12:00:00Z"),
                        Instant.parse("2018-05-01T12:05:00Z")));
    assertThat(run.values("calls.late", LateCall.class))
        .allSatisfy(
            late -> {
              assertThat(late.getOriginalCrimeTypeName()).isEqualTo("Fire");
              assertThat(late.getWatermark()).isAfterOrEqualTo(late.getWindowEnd());
              assertThat(callAt(late)).isEqualTo("777000777");
            });
    // The ledger goes out once a second.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              JsonNode account = account();
              assertThat(account.get("late").longValue()).isEqualTo(2);
              assertThat(account.get("balanced").booleanValue()).isTrue();
            });
  }

  void aHugeRecordIsRejected() throws Exception {
    // Compressed it is small, so the broker takes it; bare it is over every limit but memory.
    send("calls.raw", " ".repeat(20_000_000).getBytes(UTF_8));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(run.records("calls.rejected"))
                    .filteredOn(
                        letter -> header(letter, DeadLetter.REASON).equals("RECORD_TOO_LARGE"))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.value()).hasSize(20_000_000)));
  }

  /** Three records on calls.clean that no raw record accounts for: the account must report them. */
  void undecodableRecordsAreKeptAndNotBalanced() throws Exception {
    long clean = run.ledgerTotal(Outcome.CLEAN);
    byte[] good = run.records("calls.clean").get(0).value();
    send("calls.clean", "{}".getBytes(UTF_8));
    send("calls.clean", Arrays.copyOf(good, good.length - 3));
    send("calls.clean", ByteBuffer.allocate(20).put(1, (byte) 1).array());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(run.records("calls.rejected"))
                    .filteredOn(letter -> header(letter, DeadLetter.TOPIC).equals("calls.clean"))
                    .extracting(letter -> header(letter, DeadLetter.REASON))
                    .containsExactlyInAnyOrder("NOT_WIRE_FORMAT", "BAD_BODY", "UNKNOWN_SCHEMA"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              List<BatchProgress> batches = run.values("calls.progress", BatchProgress.class);
              assertThat(batches.stream().mapToLong(BatchProgress::getLatePairs).sum())
                  .isEqualTo(2);
              assertThat(batches.stream().mapToLong(BatchProgress::getUndecodable).sum())
                  .isEqualTo(3);
              assertThat(batches.stream().mapToLong(BatchProgress::getCalls).sum())
                  .isEqualTo(clean + 3);
            });
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(new ToldProgress(run, folder.resolve("data/stack"))::isTheSameEverywhere);

    assertThat(account().get("balanced").booleanValue()).isFalse();
  }

  /** The id of the call that a late pair points to. */
  private String callAt(LateCall late) {
    return run.records("calls.clean").stream()
        .filter(
            record ->
                record.partition() == late.getPartition() && record.offset() == late.getOffset())
        .map(record -> new String(record.key(), UTF_8))
        .findFirst()
        .orElseThrow();
  }

  /** The account, as the command prints it. */
  JsonNode account() throws Exception {
    Path out = folder.resolve("account.json");
    Process process =
        Launcher.ofCommand(
                "account",
                "--json",
                "--bootstrap",
                run.bootstrap(),
                "--registry",
                run.registryUrl())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int exitCode = process.waitFor();
    JsonNode account = new ObjectMapper().readTree(out.toFile());
    assertThat(exitCode).isEqualTo(account.get("balanced").booleanValue() ? 0 : 1);
    return account;
  }

  private void send(String topic, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                run.bootstrap(),
                "compression.type",
                "lz4",
                "max.request.size",
                50_000_000,
                "buffer.memory",
                50_000_000L),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
