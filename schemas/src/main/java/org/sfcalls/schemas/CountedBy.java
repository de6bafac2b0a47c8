package org.sfcalls.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * What calls are counted by. The analytics job publishes it with each batch on {@code
 * calls.progress}, so readers of its counts need no options.
 *
 * @param windows which windows
 * @param grouping fields of {@link CallCountKey} that calls are counted by in addition to the
 *     window, in its order; the others are {@code *} in every count
 */
public record CountedBy(WindowSpec windows, List<String> grouping) {

  /** What the job counts by unless it is given other options: the default windows, every field. */
  public static final CountedBy DEFAULT =
      new CountedBy(
          WindowSpec.DEFAULT,
          CallCountKey.getClassSchema().getFields().stream()
              .map(Schema.Field::name)
              .filter(name -> !name.startsWith("window_"))
              .toList());

  public CountedBy {
    grouping = List.copyOf(grouping);
  }

  /**
   * What a batch was counted by; empty for records of versions 1 and 2, which did not say.
   *
   * @param progress a {@link BatchProgress}, or a generic record of the same contract
   * @throws IllegalArgumentException when the record has windows that can't be
   */
  public static Optional<CountedBy> of(IndexedRecord progress) {
    Object size = value(progress, "window_ms");
    Object slide = value(progress, "slide_ms");
    Object delay = value(progress, "watermark_delay_ms");
    List<?> grouping = (List<?>) value(progress, "grouping");
    if (size == null || slide == null || delay == null || grouping.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CountedBy(
            new WindowSpec(
                Duration.ofMillis((Long) size),
                Duration.ofMillis((Long) slide),
                Duration.ofMillis((Long) delay)),
            grouping.stream().map(Object::toString).toList()));
  }

  private static Object value(IndexedRecord progress, String field) {
    return progress.get(progress.getSchema().getField(field).pos());
  }

  /** Adds it to a batch's progress. */
  public BatchProgress.Builder addTo(BatchProgress.Builder progress) {
    return progress
        .setWindowMs(windows.size().toMillis())
        .setSlideMs(windows.slide().toMillis())
        .setWatermarkDelayMs(windows.lateness().toMillis())
        .setGrouping(grouping);
  }

  /** In words: {@code windows of 10m, one every 5m, by original_crime_type_name, disposition}. */
  @Override
  public String toString() {
    return "windows of %s, one every %s, by %s"
        .formatted(
            DurationText.of(windows.size()),
            DurationText.of(windows.slide()),
            String.join(", ", grouping));
  }
}
