package org.sfcalls.analytics.preflight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.schemas.DurationText;
import org.sfcalls.schemas.WindowSpec;

/**
 * What a checkpoint's state depends on: with any of these changed, going on from it would give
 * wrong counts or none.
 *
 * @param window length of a window, milliseconds
 * @param slide time from one window's start to the next's, milliseconds
 * @param watermark how far the watermark stays behind the newest call, milliseconds
 * @param groupBy what calls are counted by, as {@code --group-by} takes it
 * @param topic name of the topic that is read
 * @param topicId its id
 * @param partitions how many it has, each with a watermark of its own
 * @param shufflePartitions in how many parts the state is kept
 * @param stateLayout {@link #STATE_LAYOUT} of the version that made the checkpoint; 0 of those
 *     before it was written down
 */
public record QuerySettings(
    @JsonProperty("window_ms") long window,
    @JsonProperty("slide_ms") long slide,
    @JsonProperty("watermark_ms") long watermark,
    @JsonProperty("group_by") String groupBy,
    @JsonProperty("topic") String topic,
    @JsonProperty("topic_id") String topicId,
    @JsonProperty("partitions") int partitions,
    @JsonProperty("shuffle_partitions") int shufflePartitions,
    @JsonProperty("state_layout") int stateLayout) {

  /** Changes whenever this program keeps its state in other columns. */
  private static final int STATE_LAYOUT = 1;

  /** The settings of a query on this topic. */
  public static QuerySettings of(
      WindowSpec windows, Grouping grouping, SourceTopic topic, int shufflePartitions) {
    return new QuerySettings(
        windows.size().toMillis(),
        windows.slide().toMillis(),
        windows.lateness().toMillis(),
        grouping.toString(),
        topic.name(),
        topic.id(),
        topic.partitions(),
        shufflePartitions,
        STATE_LAYOUT);
  }

  /** What differs from these, the settings of the checkpoint; each in words, with its remedy. */
  List<String> differencesFrom(QuerySettings made) {
    List<String> differences = new ArrayList<>();
    duration(differences, "--window", made.window, window);
    duration(differences, "--slide", made.slide, slide);
    duration(differences, "--watermark", made.watermark, watermark);
    option(differences, "--group-by", made.groupBy, groupBy);
    option(differences, "topic", made.topic, topic);
    if (made.topic.equals(topic) && !made.topicId.equals(topicId)) {
      differences.add("topic " + topic + " was deleted and created again since");
    }
    option(
        differences,
        "number of partitions of topic " + topic,
        Integer.toString(made.partitions),
        Integer.toString(partitions));
    option(
        differences,
        "spark.sql.shuffle.partitions",
        Integer.toString(made.shufflePartitions),
        Integer.toString(shufflePartitions));
    if (made.stateLayout != stateLayout) {
      differences.add("another version of this program made its state, in another layout");
    }
    return differences;
  }

  private static void duration(List<String> differences, String name, long made, long now) {
    option(
        differences,
        name,
        DurationText.of(Duration.ofMillis(made)),
        DurationText.of(Duration.ofMillis(now)));
  }

  private static void option(List<String> differences, String name, String made, String now) {
    if (!made.equals(now)) {
      differences.add(name + " was " + made + " and is now " + now);
    }
  }
}
