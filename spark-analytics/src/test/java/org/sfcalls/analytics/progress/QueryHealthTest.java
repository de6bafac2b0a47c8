package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryIdleEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.Health;
import scala.Option;

class QueryHealthTest {

  @Test
  void theQueryIsReadyOnceItLookedForCallsAndFailedWhenItEndsWithAnException() {
    QueryHealth health = new QueryHealth();
    assertThat(health.health()).isEqualTo(QueryHealth.STARTING);
    UUID id = UUID.randomUUID();
    health.onQueryIdle(new QueryIdleEvent(id, id, "2018-11-04T08:31:07Z"));
    assertThat(health.health()).isEqualTo(QueryHealth.RUNNING);
    health.onQueryTerminated(new QueryTerminatedEvent(id, id, Option.apply("out of memory")));
    assertThat(health.health()).isEqualTo(QueryHealth.FAILED);
    health.onQueryTerminated(new QueryTerminatedEvent(id, id, Option.empty()));
    assertThat(health.health()).isEqualTo(QueryHealth.STOPPED);
  }

  @Test
  void onlyARestartHelpsAQueryThatFailedAndOnlyOneThatTakesCallsIsReady() {
    assertThat(QueryHealth.STARTING).isEqualTo(new Health(true, false, "STARTING"));
    assertThat(QueryHealth.RUNNING).isEqualTo(new Health(true, true, "RUNNING"));
    assertThat(QueryHealth.STOPPED).isEqualTo(new Health(true, false, "STOPPED"));
    assertThat(QueryHealth.FAILED).isEqualTo(new Health(false, false, "FAILED"));
  }
}
