package org.sfcalls.tools.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.sfcalls.schemas.Topics.Layout;

/**
 * A topic as a broker has it, beside what the programs need of it.
 *
 * @param name the topic's name
 * @param wanted its partitions and settings as the programs create it
 * @param found what the broker has, with the values of the same settings; empty for no such topic
 */
public record TopicState(String name, Layout wanted, Optional<Layout> found) {

  /**
   * Whether another number of partitions is a fault. Topics that carry calls or counts may have any
   * number.
   */
  boolean mustHaveOnePartition() {
    return wanted.partitions() == 1;
  }

  /** The settings that are not as they must be, by name, with the values that they should have. */
  public Map<String, String> settingsToMend() {
    Map<String, String> differing = new TreeMap<>();
    found.ifPresent(
        there ->
            wanted
                .settings()
                .forEach(
                    (setting, value) -> {
                      if (!serves(setting, value, there.settings().get(setting))) {
                        differing.put(setting, value);
                      }
                    }));
    return differing;
  }

  /** What is not as it must be, in words; none when all is well. */
  public List<String> faults() {
    if (found.isEmpty()) {
      return List.of("missing");
    }
    List<String> faults = new ArrayList<>();
    if (hasWrongPartitions()) {
      faults.add("%d partitions, must have 1".formatted(found.get().partitions()));
    }
    settingsToMend()
        .forEach(
            (setting, value) ->
                faults.add(
                    "%s=%s, must be %s"
                        .formatted(setting, found.get().settings().get(setting), value)));
    return faults;
  }

  /** Whether the topic has to be deleted and created anew, because nothing else mends it. */
  boolean hasWrongPartitions() {
    return mustHaveOnePartition() && found.map(there -> there.partitions() != 1).orElse(false);
  }

  private static boolean serves(String setting, String wanted, String found) {
    if (found == null) {
      return false;
    }
    return switch (setting) {
      // A topic may take larger records than ours.
      case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> Long.parseLong(found) >= Long.parseLong(wanted);
      default -> found.equals(wanted);
    };
  }
}
