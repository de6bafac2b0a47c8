package org.sfcalls.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallBenchmarksTest {

  @Test
  void allWaysMakeTheSameBytesOfEveryCall() {
    CallBenchmarks ours = prepared();
    CallBenchmarks obvious = prepared();
    CallBenchmarks encoderOnly = prepared();
    CallBenchmarks serializerOnly = prepared();
    CallBenchmarks shortWay = prepared();

    for (int i = 0; i < 2048; i++) {
      byte[] bytes = ours.parseAndEncode();
      assertThat(obvious.obviousParseAndEncode()).isEqualTo(bytes);
      assertThat(shortWay.transcode()).isEqualTo(bytes);
      assertThat(encoderOnly.encode()).isEqualTo(bytes);
      assertThat(serializerOnly.obviousEncode()).isEqualTo(bytes);
    }
  }

  private static CallBenchmarks prepared() {
    CallBenchmarks benchmarks = new CallBenchmarks();
    benchmarks.input = "../data/sample-calls.ndjson.gz";
    benchmarks.prepare();
    return benchmarks;
  }
}
