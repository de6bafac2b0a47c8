package org.sfcalls.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.profile.Work.Frame;

class WorkTest {
  private static final String STREAM_THREAD = "bench-1-StreamThread-1";
  private static final String RECORDS = "org.apache.kafka.common.record.internal.";
  private static final String STREAMS = "org.apache.kafka.streams.processor.internals.";
  private static final String PROCESSOR = "org.sfcalls.ingest.topology.CallProcessor";

  @Test
  void whatSeveralUseIsTheWorkOfWhoeverCalledIt() {
    assertThat(
            work(
                "liblz4-java.so LZ4_decompress_safe",
                "net.jpountz.lz4.LZ4JNISafeDecompressor decompress",
                RECORDS + "DefaultRecordBatch iterator",
                "org.apache.kafka.clients.consumer.internals.CompletedFetch nextFetchedRecord",
                STREAMS + "StreamThread pollPhase"))
        .isEqualTo(Work.CONSUMER);
    assertThat(
            work(
                "liblz4-java.so LZ4_compress_default",
                "net.jpountz.lz4.LZ4JNICompressor compress",
                RECORDS + "MemoryRecordsBuilder append",
                "org.apache.kafka.clients.producer.internals.RecordAccumulator append",
                STREAMS + "RecordCollectorImpl send",
                PROCESSOR + " process"))
        .isEqualTo(Work.PRODUCER);
  }

  @Test
  void aCallOfTheNetworkIsNotTheClients() {
    assertThat(
            work(
                "libc.so.6 __GI___writev",
                "sun.nio.ch.SocketDispatcher writev0",
                "org.apache.kafka.common.network.Selector poll",
                "org.apache.kafka.clients.producer.internals.Sender run"))
        .isEqualTo(Work.NETWORK);
  }

  @Test
  void ourOwnWorkIsToldApart() {
    assertThat(
            work(
                "java.util.Arrays copyOf",
                "org.sfcalls.ingest.encoding.CallTranscoder transcode",
                PROCESSOR + " process",
                STREAMS + "ProcessorNode process"))
        .isEqualTo(Work.CALLS);
    assertThat(work("java.util.HashMap get", PROCESSOR + " accept", STREAMS + "ProcessorNode x"))
        .isEqualTo(Work.OUTCOMES);
    assertThat(work("net.jpountz.xxhash.XXHash64JavaUnsafe hash", PROCESSOR + " hash"))
        .isEqualTo(Work.REPEATS);
    assertThat(work(STREAMS + "StreamTask process", STREAMS + "StreamThread run"))
        .isEqualTo(Work.STREAMS);
  }

  @Test
  void whatRepeatsAndLedgerWriteToTheirStoresIsTheirs() {
    List<String> changelog =
        List.of(
            RECORDS + "MemoryRecordsBuilder append",
            "org.apache.kafka.clients.producer.KafkaProducer doSend",
            "org.apache.kafka.streams.state.internals.ChangeLoggingKeyValueBytesStore put");
    Map.of(
            "org.sfcalls.ingest.topology.Repeats save", Work.REPEATS,
            "org.sfcalls.ingest.topology.Ledger save", Work.LEDGER)
        .forEach(
            (caller, work) ->
                assertThat(
                        work(
                            Stream.concat(
                                    changelog.stream(), Stream.of(caller, PROCESSOR + " save"))
                                .toArray(String[]::new)))
                    .isEqualTo(work));
  }

  @Test
  void theObviousImplementationParsesAndEncodesToo() {
    assertThat(
            work(
                "com.fasterxml.jackson.core.json.UTF8StreamJsonParser nextToken",
                "org.sfcalls.benchmarks.obvious.TreeParser parse",
                "org.apache.kafka.streams.kstream.internals.KStreamMapValues process"))
        .isEqualTo(Work.CALLS);
    assertThat(
            work(
                "org.apache.avro.io.BufferedBinaryEncoder writeString",
                "io.confluent.kafka.serializers.KafkaAvroSerializer serialize",
                STREAMS + "RecordCollectorImpl send"))
        .isEqualTo(Work.CALLS);
  }

  @Test
  void theJvmsOwnThreadsAreKnownByTheirNames() {
    assertThat(Work.of("C2 CompilerThread0", List.of(new Frame("libjvm.so", "Compile::Optimize"))))
        .isEqualTo(Work.COMPILER);
    assertThat(Work.of("VM Thread", List.of())).isEqualTo(Work.COLLECTOR);
    assertThat(Work.of("main", List.of(new Frame("java.lang.Thread", "sleep"))))
        .isEqualTo(Work.OTHER);
  }

  private static Work work(String... calls) {
    return Work.of(
        STREAM_THREAD,
        Stream.of(calls)
            .map(call -> call.split(" "))
            .map(call -> new Frame(call[0], call[1]))
            .toList());
  }
}
