package org.sfcalls.analytics.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class FailureSummaryTest {

  @Test
  void isTheFailureAndTheCauseAtTheBottomWithoutTheTraces() {
    Exception failure =
        new IllegalStateException(
            "the query failed\n\tat some.Class", new RuntimeException(new Error("no space left")));
    assertThat(FailureSummary.of(failure))
        .isEqualTo("the query failed\n  because of java.lang.Error: no space left");
  }

  @Test
  void canNotSteerATerminal() {
    assertThat(FailureSummary.of(new IllegalStateException("a\u001b[31m")))
        .isEqualTo("a\\u001b[31m");
  }

  @Test
  void partsThatAreAwayPassAndRecordsThatAreGoneDoNot() {
    assertThat(PassingFailure.is(new RuntimeException(new UnknownTopicOrPartitionException())))
        .isTrue();
    assertThat(PassingFailure.is(new RuntimeException(new TimeoutException()))).isTrue();
    assertThat(PassingFailure.is(new RuntimeException("ExecutorLostFailure (executor 1)")))
        .isTrue();
    assertThat(PassingFailure.is(new RuntimeException(new OffsetOutOfRangeException("gone"))))
        .isFalse();
    assertThat(PassingFailure.is(new NullPointerException())).isFalse();
  }
}
