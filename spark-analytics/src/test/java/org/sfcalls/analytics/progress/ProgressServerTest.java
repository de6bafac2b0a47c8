package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryIdleEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.progress.QueryHealth.State;
import scala.Option;

class ProgressServerTest {
  private static final HttpAddress ANY = HttpAddress.parse("127.0.0.1:0");

  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
  private final UnlistedTotals unlisted = new UnlistedTotals();
  private final ProgressMeters meters = new ProgressMeters(unlisted);

  @Test
  void itIsReadyWhenTheQueryTakesCallsAndDeadWhenOnlyARestartHelps() throws Exception {
    try (ProgressServer server = ProgressServer.start(ANY, state::get, meters::scrape)) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(server, "/health/ready").body()).isEqualTo("STARTING\n");

      state.set(State.RUNNING);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);

      state.set(State.FAILED);
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(503);
      assertThat(get(server, "/else").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theQueryIsReadyOnceItLookedForCallsAndFailedWhenItEndsWithAnException() {
    QueryHealth health = new QueryHealth();
    assertThat(health.state()).isEqualTo(State.STARTING);
    UUID id = UUID.randomUUID();
    health.onQueryIdle(new QueryIdleEvent(id, id, "2018-11-04T08:31:07Z"));
    assertThat(health.state()).isEqualTo(State.RUNNING);
    health.onQueryTerminated(new QueryTerminatedEvent(id, id, Option.apply("out of memory")));
    assertThat(health.state()).isEqualTo(State.FAILED);
    health.onQueryTerminated(new QueryTerminatedEvent(id, id, Option.empty()));
    assertThat(health.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void metricsAddUpCountersAndShowTheNewestBatch() throws Exception {
    try (ProgressServer server = ProgressServer.start(ANY, state::get, meters::scrape)) {
      for (int batch = 1; batch <= 2; batch++) {
        var progress =
            Batches.batch(batch)
                .setLag(Map.of("0", batch == 1 ? 1_200L : 0L))
                .setUnlistedByDisposition(Map.of("OTS", 5L, "\"\n", 1L))
                .build();
        unlisted.accept(progress);
        meters.accept(progress);
      }
      HttpResponse<String> metrics = get(server, "/metrics");

      assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(metrics.body().lines())
          .contains(
              "sfcalls_analytics_calls_total 96420.0",
              "sfcalls_analytics_late_pairs_total 4.0",
              "sfcalls_analytics_undecodable_total 6.0",
              "sfcalls_analytics_unlisted_total{disposition=\"OTS\"} 10.0",
              "sfcalls_analytics_unlisted_total{disposition=\"\\\"?\"} 2.0",
              "sfcalls_analytics_lag_offsets{partition=\"0\"} 0.0",
              "sfcalls_analytics_batch 2.0",
              "sfcalls_analytics_state_rows 8412.0",
              "sfcalls_analytics_state_bytes 2140000.0",
              "sfcalls_analytics_event_time_delay_seconds 7.0",
              "sfcalls_analytics_watermark_timestamp_seconds 1.5413196E9",
              "sfcalls_analytics_phase_seconds_count{phase=\"addBatch\"} 2",
              "sfcalls_analytics_phase_seconds_sum{phase=\"addBatch\"} 2.6")
          .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
    }
  }

  @Test
  void anAddressThatIsTakenIsToldWithTheRemedy() {
    try (ProgressServer first = ProgressServer.start(ANY, state::get, meters::scrape)) {
      HttpAddress taken = HttpAddress.parse(first.url().substring("http://".length()));
      assertThatThrownBy(() -> ProgressServer.start(taken, state::get, meters::scrape))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("--http can't listen on " + taken)
          .hasMessageContaining("port 0");
    }
  }

  private static HttpResponse<String> get(ProgressServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            BodyHandlers.ofString());
  }
}
