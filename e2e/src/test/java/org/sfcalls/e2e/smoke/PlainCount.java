package org.sfcalls.e2e.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The counts of a list of calls, made the plainest way: no stream, no code of the programs. What
 * the pipeline is held against.
 *
 * @param calls how many calls there are, each {@code crime_id} once
 * @param repeated how many came again
 * @param counts calls in each window, type and disposition
 */
record PlainCount(long calls, long repeated, Map<Window, Long> counts) {

  /** What calls are counted by. */
  record Window(Instant start, String type, String disposition) {}

  private static final Duration SIZE = Duration.ofMinutes(10);
  private static final Duration SLIDE = Duration.ofMinutes(5);

  static PlainCount of(List<JsonNode> records) {
    Set<String> known = new HashSet<>();
    Map<Window, Long> counts = new HashMap<>();
    long repeated = 0;
    for (JsonNode record : records) {
      if (!known.add(record.get("crime_id").textValue())) {
        repeated++;
        continue;
      }
      Instant at =
          LocalDateTime.parse(record.get("call_date_time").textValue())
              .atZone(ZoneId.of("America/Los_Angeles"))
              .toInstant();
      String type =
          record.get("original_crime_type_name").textValue().trim().replaceAll("\\s+", " ");
      String disposition = record.get("disposition").textValue();
      // Every start of a window on the grid that the call is not before and not past the end of.
      long slide = SLIDE.toSeconds();
      long first = (at.getEpochSecond() - SIZE.toSeconds()) / slide * slide;
      for (long start = first; start <= at.getEpochSecond(); start += slide) {
        Instant from = Instant.ofEpochSecond(start);
        if (!at.isBefore(from) && at.isBefore(from.plus(SIZE))) {
          counts.merge(new Window(from, type, disposition), 1L, Long::sum);
        }
      }
    }
    return new PlainCount(known.size(), repeated, counts);
  }

  /** The counts of all windows, added up. */
  long windowsCounted() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
