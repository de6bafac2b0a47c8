package org.sfcalls.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sfcalls.calls.validation.Reason;
import org.sfcalls.schemas.Outcome;

class IngestMetersTest {
  private final IngestMeters meters = new IngestMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void everyOutcomeAndReasonStandsAtZeroBeforeTheFirstRecord() {
    assertThat(samples("sfcalls_ingest_records_total"))
        .hasSize(3 + Reason.values().length)
        .allMatch(line -> line.endsWith(" 0.0"));
  }

  @Test
  void outcomesAreCountedByReason() {
    meters.outcome(Outcome.CLEAN, null, 40);
    meters.outcome(Outcome.CLEAN, null, 2);
    meters.outcome(Outcome.REJECTED, Reason.NOT_JSON, 3);
    assertThat(samples("sfcalls_ingest_records_total"))
        .contains(
            "sfcalls_ingest_records_total{outcome=\"clean\",reason=\"\"} 42.0",
            "sfcalls_ingest_records_total{outcome=\"rejected\",reason=\"NOT_JSON\"} 3.0",
            "sfcalls_ingest_records_total{outcome=\"repeated\",reason=\"\"} 0.0");
  }

  @Test
  void unknownFieldsAreToldApartWhileTheyAreFewAndLookLikeNames() {
    meters.unknownField("supervisor_district", 5);
    meters.unknownField("My street is 12 Main\"} evil 1", 1);
    meters.unknownField("x".repeat(65), 1);
    for (int field = 0; field < 60; field++) {
      meters.unknownField("field_" + field, 1);
    }
    meters.unknownField("supervisor_district", 2);
    List<String> told = samples("sfcalls_ingest_unknown_fields_total");
    assertThat(told)
        .hasSize(IngestMeters.MOST_FIELDS)
        .contains(
            "sfcalls_ingest_unknown_fields_total{field=\"supervisor_district\"} 7.0",
            "sfcalls_ingest_unknown_fields_total{field=\"field_0\"} 1.0",
            "sfcalls_ingest_unknown_fields_total{field=\"(other)\"} 14.0");
    assertThat(meters.scrape()).doesNotContain("Main");
  }

  @Test
  void thereIsRoomForTheOthersWhenTheNamesFillIt() {
    for (int field = 0; field < 60; field++) {
      meters.unknownField("field_" + field, 1);
    }
    assertThat(samples("sfcalls_ingest_unknown_fields_total"))
        .hasSize(IngestMeters.MOST_FIELDS + 1)
        .contains("sfcalls_ingest_unknown_fields_total{field=\"(other)\"} 10.0");
  }

  @Test
  void latencyIsAHistogramInSeconds() {
    meters.latency(5, 10);
    meters.latency(70, 4);
    meters.latency(-3, 1);
    meters.latency(400_000, 2);
    assertThat(samples("sfcalls_ingest_latency_seconds"))
        .contains(
            "sfcalls_ingest_latency_seconds_bucket{le=\"0.005\"} 11",
            "sfcalls_ingest_latency_seconds_bucket{le=\"0.05\"} 11",
            "sfcalls_ingest_latency_seconds_bucket{le=\"0.1\"} 15",
            "sfcalls_ingest_latency_seconds_bucket{le=\"300.0\"} 15",
            "sfcalls_ingest_latency_seconds_bucket{le=\"+Inf\"} 17",
            "sfcalls_ingest_latency_seconds_count 17",
            "sfcalls_ingest_latency_seconds_sum 800.33");
    assertThat(meters.scrape()).contains("# TYPE sfcalls_ingest_latency_seconds histogram");
  }

  @Test
  void theJvmIsMeasuredToo() {
    assertThat(meters.scrape()).contains("jvm_memory_used_bytes", "jvm_gc_", "process_uptime");
  }

  private List<String> samples(String name) {
    return meters.scrape().lines().filter(line -> line.startsWith(name)).toList();
  }
}
