package org.sfcalls.benchmarks.tuning;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.sandbox.stack.TierSettings;

/** A level for every setting. */
record Configuration(Map<Factor, String> levels) {
  static final Configuration USUAL = usual();
  private static final String STATE_STORES = "org.apache.spark.sql.execution.streaming.state.";

  Configuration {
    levels = Collections.unmodifiableMap(new EnumMap<>(levels));
    if (levels.size() != Factor.values().length) {
      throw new IllegalArgumentException("a configuration has a level for every setting");
    }
  }

  private static Configuration usual() {
    Map<Factor, String> levels = new EnumMap<>(Factor.class);
    for (Factor factor : Factor.values()) {
      levels.put(factor, factor.usual());
    }
    return new Configuration(levels);
  }

  Configuration with(Factor factor, String level) {
    Map<Factor, String> changed = new EnumMap<>(levels);
    changed.put(factor, level);
    return new Configuration(changed);
  }

  Configuration of(Tier tier) {
    Map<Factor, String> ofTier = new EnumMap<>(Factor.class);
    levels.forEach(
        (factor, level) -> ofTier.put(factor, factor.concerns(tier) ? level : factor.usual()));
    return new Configuration(ofTier);
  }

  String level(Factor factor) {
    return levels.get(factor);
  }

  int number(Factor factor) {
    return Integer.parseInt(level(factor));
  }

  /** As {@code ./sfcalls up --settings} takes it. */
  TierSettings settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    levels.forEach((factor, level) -> settings.put(factor.property(), level));
    String store = level(Factor.STATE_STORE);
    settings.put(
        Factor.STATE_STORE.property(),
        STATE_STORES
            + (store.equals("memory")
                ? "HDFSBackedStateStoreProvider"
                : "RocksDBStateStoreProvider"));
    settings.put(
        "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
        Boolean.toString(store.endsWith("changelog")));
    return new TierSettings(settings);
  }

  List<String> changes(Tier tier) {
    return Factor.of(tier).stream()
        .filter(factor -> !level(factor).equals(factor.usual()))
        .map(factor -> factor + "=" + level(factor))
        .toList();
  }
}
