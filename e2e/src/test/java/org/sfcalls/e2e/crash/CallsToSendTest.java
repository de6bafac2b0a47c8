package org.sfcalls.e2e.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CallsToSendTest {

  /** Among so many there are some whose repeat is repeated long after. */
  private static final int CALLS = 40_000;

  @Test
  void noCallComesAgainLaterThanIngestMustKnowIt() {
    List<byte[]> calls =
        IntStream.range(0, CALLS)
            .mapToObj(id -> "{\"crime_id\":\"%d\",\"disposition\":\"HAN\"}".formatted(id))
            .map(call -> call.getBytes(UTF_8))
            .toList();

    List<ProducerRecord<byte[], byte[]>> records =
        CallsToSend.mixed("calls.raw", calls, new Random(1));

    Map<ByteBuffer, Integer> firsts = new HashMap<>();
    int longest = 0;
    for (int i = 0; i < records.size(); i++) {
      byte[] key = records.get(i).key();
      Integer first = key == null ? null : firsts.putIfAbsent(ByteBuffer.wrap(key), i);
      longest = first == null ? longest : Math.max(longest, i - first);
    }
    assertThat(longest)
        .as("records from an id's first to its last")
        .isBetween(CallsToSend.LONG_BEFORE / 2, CallsToSend.LONG_BEFORE);
  }
}
