package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sfcalls.benchmarks.tuning.Preset.OriginalTest;

/** Results that were never measured, with effects that are known. */
final class MadeUp {
  static final String SETTINGS_FILE = "tuning/settings.properties";

  private MadeUp() {}

  static Map<String, String> facts(String preset) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "machine", "2 cores, 8.0 GiB, Made-up CPU @ 2.00GHz; OpenJDK 64-Bit Server VM 17.0.1");
    facts.put("versions", "Kafka broker 3.9.1, clients 3.9.1, Spark 3.5.5");
    facts.put("input", "generated calls, seed 42");
    facts.put("seed", "7");
    facts.put(ResultFile.COMMAND, "./sfcalls tune --preset " + preset);
    return facts;
  }

  /** One line of results. */
  static TrialResult result(Trial trial, int round, Map<Measure, Double> figures) {
    return result(trial, round, figures, true);
  }

  static TrialResult result(Trial trial, int round, Map<Measure, Double> figures, boolean keptUp) {
    return new TrialResult(trial, round, "2024-05-01T12:00:00Z", 60, figures, keptUp);
  }

  /** Only throughput, one figure a round. */
  static List<TrialResult> throughput(Trial trial, double... figures) {
    return of(trial, Measure.THROUGHPUT, figures);
  }

  static List<TrialResult> of(Trial trial, Measure measure, double... figures) {
    List<TrialResult> results = new ArrayList<>();
    for (int round = 1; round <= figures.length; round++) {
      results.add(result(trial, round, Map.of(measure, figures[round - 1])));
    }
    return results;
  }

  /**
   * A whole run: in analytics shuffle partitions and the batch size matter, in ingest threads and
   * compression.
   *
   * @param noise one standard deviation, as a share of a figure
   */
  static List<TrialResult> run(int rounds, double noise, long seed) {
    Random random = new Random(seed);
    List<TrialResult> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double minute = 1 + 0.1 * random.nextGaussian();
      for (Trial trial : trials()) {
        results.add(trial(trial, round, minute, noise, random));
      }
    }
    Recommendation recommendation = Recommendation.of(new Findings(results, rounds));
    for (int round = rounds + 1;
        !recommendation.changes().isEmpty() && round <= 2 * rounds;
        round++) {
      for (Tier tier : Tier.values()) {
        results.add(trial(Trial.usual(tier), round, 1, noise, random));
        results.add(trial(recommendation.trial(tier), round, 1, noise, random));
      }
    }
    return results;
  }

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      trials.add(Trial.usual(tier));
      levels(tier, trials, Factor.PARTITIONS, "1", "2", "10");
    }
    levels(Tier.ANALYTICS, trials, Factor.PARALLELISM, "1", "10");
    levels(Tier.ANALYTICS, trials, Factor.SHUFFLE_PARTITIONS, "1", "5", "10", "200");
    levels(Tier.ANALYTICS, trials, Factor.MAX_OFFSETS, "200", "2000", "20000");
    levels(Tier.ANALYTICS, trials, Factor.TRIGGER, "500ms", "1s", "5s");
    levels(Tier.ANALYTICS, trials, Factor.STATE_STORE, "rocksdb", "rocksdb-changelog");
    levels(Tier.INGEST, trials, Factor.THREADS, "1", "4");
    levels(Tier.INGEST, trials, Factor.BATCH_SIZE, "16384", "1048576");
    levels(Tier.INGEST, trials, Factor.LINGER, "0", "10");
    levels(Tier.INGEST, trials, Factor.COMPRESSION, "none", "snappy", "zstd");
    return trials;
  }

  private static void levels(Tier tier, List<Trial> trials, Factor factor, String... levels) {
    for (String level : levels) {
      trials.add(Trial.of(tier, factor, level));
    }
  }

  private static TrialResult trial(
      Trial trial, int round, double minute, double noise, Random random) {
    Configuration of = trial.configuration();
    boolean analytics = trial.tier() == Tier.ANALYTICS;
    double rate = minute * (analytics ? 210_000 : 160_000);
    double latency = (analytics ? 350 : 120) / minute;
    boolean keptUp = true;
    if (analytics) {
      int shuffle = of.number(Factor.SHUFFLE_PARTITIONS);
      rate /= 0.8 + 0.1 * shuffle;
      latency *= 0.8 + 0.1 * shuffle;
      if (of.number(Factor.MAX_OFFSETS) == 200) {
        rate = 600 * minute;
        latency = 14_000;
        keptUp = false;
      }
      latency +=
          switch (of.level(Factor.TRIGGER)) {
            case "500ms" -> 120;
            case "1s" -> 450;
            case "5s" -> 2_400;
            default -> 0;
          };
    } else {
      rate *= of.number(Factor.THREADS) == 1 ? 0.6 : 1;
      latency *= of.level(Factor.LINGER).equals("0") ? 0.7 : 1;
    }
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.of(trial.tier())) {
      double figure =
          switch (measure) {
            case THROUGHPUT -> rate;
            case LATENCY_P50 -> latency;
            case LATENCY_P99 -> 2.1 * latency;
            case BATCH_P50 -> 0.6 * latency;
            case BATCH_P99 -> 1.3 * latency;
            case BACKLOG_BATCH_P50 -> 0.7 * latency + 100;
            case BACKLOG_BATCH_P99 -> 1.9 * latency + 200;
            case CPU -> 1e6 / rate;
            case STORED -> of.level(Factor.COMPRESSION).equals("none") ? 190 : 62;
          };
      double off = measure == Measure.STORED ? 0.0001 : noise;
      figures.put(measure, figure * Math.exp(off * random.nextGaussian()));
    }
    return result(trial, round, figures, keptUp);
  }

  /** The preset with the original's tests. */
  static List<TrialResult> original(int rounds) {
    Random random = new Random(5);
    List<TrialResult> results = new ArrayList<>();
    double[] rates = {95, 480, 610, 720, 615};
    for (int round = 1; round <= rounds; round++) {
      for (int test = 0; test < rates.length; test++) {
        double rate = rates[test] * Math.exp(0.04 * random.nextGaussian());
        results.add(
            result(
                OriginalTest.ALL.get(test).trial(),
                round,
                Map.of(
                    Measure.THROUGHPUT,
                    rate,
                    Measure.BACKLOG_BATCH_P50,
                    200_000 / rate,
                    Measure.BACKLOG_BATCH_P99,
                    350_000 / rate,
                    Measure.CPU,
                    1e6 / rate)));
      }
    }
    return results;
  }
}
