package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.execution.streaming.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.WindowSpec;
import scala.Tuple4;
import scala.collection.JavaConverters;

class CallPackerTest {
  private static final Instant NOON = Instant.parse("2018-06-01T12:00:00Z");
  private static final int ID = 1;

  private static HttpServer registry;

  private final RecordEncoder<PoliceCall> encoder = new RecordEncoder<>(PoliceCall.class, ID);
  private final List<Row> records = new ArrayList<>();

  /** A registry that knows one schema. */
  @BeforeAll
  static void startRegistry() throws IOException {
    byte[] answer =
        new ObjectMapper()
            .writeValueAsBytes(Map.of("schema", PoliceCall.getClassSchema().toString()));
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    registry.start();
  }

  @AfterAll
  static void stopRegistry() {
    registry.stop(0);
  }

  @Test
  void thereIsOnePackForEachTypeDispositionAndPartitionWithAllItsCalls() throws Exception {
    for (int i = 0; i < 6_000; i++) {
      add("Type " + i % 20, List.of("HAN", "REP", "").get(i % 3), i % 2, i);
    }

    List<PackedCalls> packs = packed(Grouping.DEFAULT);

    assertThat(packs.stream().map(CallPackerTest::key)).hasSize(60).doesNotHaveDuplicates();
    assertThat(packs).allSatisfy(pack -> assertThat(pack.getOffsets()).hasSize(100));
  }

  @Test
  void aColumnThatIsNotCountedByHasOneTextForAll() throws Exception {
    add("Fire", "HAN", 0, 0);
    add("Fire", "REP", 0, 1);
    add("Noise", "REP", 0, 2);
    add("Noise", "REP", 1, 3);

    assertThat(calls(packed(Grouping.of(List.of("type")))))
        .isEqualTo(Map.of("Fire/*/0", 2, "Noise/*/0", 1, "Noise/*/1", 1));
    assertThat(calls(packed(Grouping.of(List.of("disposition")))))
        .isEqualTo(Map.of("*/HAN/0", 1, "*/REP/0", 2, "*/REP/1", 1));
  }

  @Test
  void callsOutOfOrderArePackedByPaneEachWithItsOffset() throws Exception {
    add("Fire", "HAN", 0, 7, NOON.plusSeconds(600));
    add("Fire", "HAN", 0, 8, NOON);
    add("Fire", "HAN", 0, 9, NOON.plusSeconds(601));

    PackedCalls pack = packed(Grouping.DEFAULT).get(0);

    assertThat(pack.getPanes())
        .containsExactly(NOON.toEpochMilli(), NOON.plusSeconds(600).toEpochMilli());
    assertThat(pack.getCounts()).containsExactly(1, 2);
    assertThat(pack.getOffsets()).containsExactly(8, 7, 9);
    assertThat(pack.getNewestMs()).isEqualTo(NOON.plusSeconds(601).toEpochMilli());
  }

  @Test
  void whatIsNoCallIsPassedOnAsItCame() throws Exception {
    byte[] key = "key".getBytes(UTF_8);
    byte[] value = "no call".getBytes(UTF_8);
    records.add(RowFactory.create(key, value, 3, 11L));
    records.add(RowFactory.create(null, null, 3, 12L));

    List<PackedCalls> packs = packed(Grouping.DEFAULT);

    assertThat(packs).extracting(PackedCalls::getKind).containsOnly(PackedCalls.Kind.UNDECODABLE);
    assertThat(packs)
        .extracting(pack -> pack.getUndecodable().getReason())
        .containsExactly("NOT_WIRE_FORMAT", "NOT_WIRE_FORMAT");
    assertThat(packs.get(0).getPartition()).isEqualTo(3);
    assertThat(packs.get(0).getUndecodable().getOffset()).isEqualTo(11);
    assertThat(packs.get(0).getUndecodable().getKey()).isEqualTo(key);
    assertThat(packs.get(0).getUndecodable().getValue()).isEqualTo(value);
    assertThat(packs.get(1).getUndecodable().getValue()).isNull();
  }

  /** Each batch is a task of its own, here as on a cluster: the driver sends on what it knows. */
  @Test
  void aFewCallsWithAWrongDateDoNotMoveTheWatermarkWhicheverBatchTheyComeIn() throws Exception {
    MemoryStream<Tuple4<byte[], byte[], Integer, Long>> stream =
        new MemoryStream<>(
            0,
            SparkForTests.session().sqlContext(),
            scala.Option.empty(),
            Encoders.tuple(Encoders.BINARY(), Encoders.BINARY(), Encoders.INT(), Encoders.LONG()));
    List<Instant> newest = new ArrayList<>();
    StreamingQuery query =
        stream
            .toDS()
            .toDF("key", "value", "partition", "offset")
            .mapPartitions(packer(Grouping.DEFAULT), Encoders.bean(PackedCalls.class))
            .writeStream()
            .foreachBatch(
                (VoidFunction2<Dataset<PackedCalls>, Long>)
                    (packs, batch) ->
                        newest.add(
                            packs.collectAsList().stream()
                                .map(pack -> Instant.ofEpochMilli(pack.getClockMs()))
                                .max(Instant::compareTo)
                                .orElseThrow()))
            .start();
    try {
      add("Fire", "HAN", 0, 0, NOON);
      batch(stream, query);
      for (int half = 0; half < 2; half++) {
        for (int call = 0; call < 6; call++) {
          add("Fire", "HAN", 0, 1, NOON.plus(Duration.ofHours(20)));
        }
        batch(stream, query);
      }
      add("Fire", "HAN", 0, 2, NOON.plusSeconds(60));
      batch(stream, query);
      // A gap in the data.
      for (int half = 0; half < 2; half++) {
        for (int call = 0; call < PartitionClock.CONFIRMING_CALLS / 2; call++) {
          add("Fire", "HAN", 0, 3, NOON.plus(Duration.ofDays(1 + call)));
        }
        batch(stream, query);
      }
    } finally {
      query.stop();
    }
    assertThat(newest)
        .containsExactly(
            NOON,
            NOON,
            NOON,
            NOON.plusSeconds(60),
            NOON.plusSeconds(60),
            NOON.plus(Duration.ofDays(1)));
  }

  /** Sends the records as a batch of their own. */
  private void batch(
      MemoryStream<Tuple4<byte[], byte[], Integer, Long>> stream, StreamingQuery query) {
    stream.addData(
        JavaConverters.asScalaBuffer(
                records.stream()
                    .map(
                        row ->
                            new Tuple4<>(
                                (byte[]) row.get(0),
                                (byte[]) row.get(1),
                                row.getInt(2),
                                row.getLong(3)))
                    .toList())
            .toSeq());
    records.clear();
    query.processAllAvailable();
  }

  private void add(String type, String disposition, int partition, long offset) {
    add(type, disposition, partition, offset, NOON);
  }

  private void add(String type, String disposition, int partition, long offset, Instant at) {
    LocalDate day = LocalDate.of(2018, 6, 1);
    PoliceCall call =
        new PoliceCall(
            "1",
            type,
            day,
            day,
            day,
            LocalTime.NOON,
            at,
            disposition,
            null,
            null,
            null,
            null,
            null,
            null);
    records.add(RowFactory.create(null, encoder.encode(call), partition, offset));
  }

  private List<PackedCalls> packed(Grouping grouping) throws Exception {
    List<PackedCalls> packs = new ArrayList<>();
    packer(grouping).call(records.iterator()).forEachRemaining(packs::add);
    return packs;
  }

  private static CallPacker packer(Grouping grouping) {
    PartitionClocks clocks = new PartitionClocks(Seen.NEVER_MS);
    SparkForTests.session().sparkContext().register(clocks, "clocks");
    return new CallPacker(
        RegistryConnection.to("http://127.0.0.1:" + registry.getAddress().getPort()),
        WindowSpec.DEFAULT,
        grouping,
        clocks);
  }

  private static Map<String, Integer> calls(List<PackedCalls> packs) {
    return packs.stream()
        .collect(Collectors.toMap(CallPackerTest::key, pack -> pack.getOffsets().length));
  }

  private static String key(PackedCalls pack) {
    return TestGroups.text(pack.getGroup()) + "/" + pack.getPartition();
  }
}
