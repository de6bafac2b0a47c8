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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.KeptRun;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;

/** What comes too late or can't be decoded is kept and told, by all the real programs. */
@Tag("smoke")
class KeptCallsIT {

  private static final String LATE_CALL =
      """
      {"crime_id": "777000777", "original_crime_type_name": "Fire",
       "report_date": "2018-05-01T00:00:00.000", "call_date": "2018-05-01T00:00:00.000",
       "offense_date": "2018-05-01T00:00:00.000", "call_time": "05:07",
       "call_date_time": "2018-05-01T05:07:00.000", "disposition": "HAN", "address": "",
       "city": "", "state": "CA", "agency_id": "1", "address_type": "", "common_location": ""}
      """;

  @TempDir Path folder;

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void aLateCallAHugeRecordAndRecordsThatCanNotBeDecodedAreKeptAndTold() throws Exception {
    try (KeptRun run = KeptRun.of(Launcher.HOME.resolve("data/sample-calls.ndjson.gz"), folder)) {
      assertThat(run.told("late")).isZero();

      // The sample is of June: the watermark is far past this call of May.
      send(run, "calls.raw", LATE_CALL.getBytes(UTF_8));
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
                assertThat(callAt(run, late)).isEqualTo("777000777");
              });
      // The ledger goes out once a second.
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                JsonNode account = account(run);
                assertThat(account.get("late").longValue()).isEqualTo(2);
                assertThat(account.get("balanced").booleanValue()).isTrue();
              });

      // Compressed it is small, so the broker takes it; bare it is over every limit but memory.
      send(run, "calls.raw", " ".repeat(20_000_000).getBytes(UTF_8));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(run.records("calls.rejected"))
                      .filteredOn(
                          letter -> header(letter, DeadLetter.REASON).equals("RECORD_TOO_LARGE"))
                      .singleElement()
                      .satisfies(letter -> assertThat(letter.value()).hasSize(20_000_000)));

      byte[] good = run.records("calls.clean").get(0).value();
      send(run, "calls.clean", "{}".getBytes(UTF_8));
      send(run, "calls.clean", Arrays.copyOf(good, good.length - 3));
      send(run, "calls.clean", ByteBuffer.allocate(20).put(1, (byte) 1).array());
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
                    .isEqualTo(run.told("clean") + 1 + 3);
              });
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(new ToldProgress(run, folder.resolve("data/stack"))::isTheSameEverywhere);

      // Three records on calls.clean that no raw record accounts for: the account must say so.
      JsonNode account = account(run);
      assertThat(account.get("balanced").booleanValue()).isFalse();
    }
  }

  /** The id of the call that a late pair points to. */
  private static String callAt(KeptRun run, LateCall late) {
    return run.records("calls.clean").stream()
        .filter(
            record ->
                record.partition() == late.getPartition() && record.offset() == late.getOffset())
        .map(record -> new String(record.key(), UTF_8))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode account(KeptRun run) throws Exception {
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

  private static void send(KeptRun run, String topic, byte[] value) throws Exception {
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
