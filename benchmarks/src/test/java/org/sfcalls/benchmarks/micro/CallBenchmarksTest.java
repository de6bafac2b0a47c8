package org.sfcalls.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallBenchmarksTest {

  @Test
  void allWaysMakeTheSameBytesOfEveryCall() {
    CallBenchmarks ours = prepared();
    CallBenchmarks encoderOnly = prepared();
    CallBenchmarks shortWay = prepared();

    for (int i = 0; i < 2048; i++) {
      byte[] bytes = ours.parseAndEncode();
      assertThat(shortWay.transcode()).isEqualTo(bytes);
      assertThat(encoderOnly.encode()).isEqualTo(bytes);
    }
  }

  private static CallBenchmarks prepared() {
    CallBenchmarks benchmarks = new CallBenchmarks();
    benchmarks.input = "../data/sample-calls.ndjson.gz";
    benchmarks.prepare();
    return benchmarks;
  }
}
