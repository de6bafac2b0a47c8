package org.sfcalls.benchmarks.latency;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.WindowSpec;

/**
 * Calls of this very minute: those of a supply, with the present time and a new id.
 *
 * <p>The id is chosen so that all calls of one type and disposition have the same partition, and so
 * are counted in the order in which they are sent; see {@link AwaitedCounts}.
 */
final class LiveCalls {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  /** An id of the export has nine digits; these have ten. */
  private static final long FIRST_ID = 1_000_000_000L;

  record LiveCall(RawCall raw, List<AwaitedCounts.Key> keys) {}

  private final ObjectMapper mapper = new ObjectMapper();
  private final Iterator<RawCall> supply;
  private final int partitions;
  private final InstantSource clock;
  private final CallParser parser;
  private long id = FIRST_ID;

  LiveCalls(Iterator<RawCall> supply, int partitions, InstantSource clock) {
    this.supply = supply;
    this.partitions = partitions;
    this.clock = clock;
    this.parser = new CallParser(Limits.DEFAULT, clock);
  }

  LiveCall next() {
    LocalDateTime now =
        LocalDateTime.ofInstant(clock.instant(), CallTime.ZONE).truncatedTo(ChronoUnit.MINUTES);
    String midnight = DATE_TIME.format(now.toLocalDate().atStartOfDay());
    try {
      ObjectNode call = (ObjectNode) mapper.readTree(supply.next().value());
      call.put("report_date", midnight)
          .put("call_date", midnight)
          .put("offense_date", midnight)
          .put("call_time", TIME.format(now))
          .put("call_date_time", DATE_TIME.format(now));
      String key = idFor(home(call));
      call.put("crime_id", key);
      byte[] json = mapper.writeValueAsBytes(call);
      return new LiveCall(new RawCall(key.getBytes(UTF_8), json), keys(json));
    } catch (IOException e) {
      throw new UncheckedIOException("a valid call is JSON", e);
    }
  }

  private List<AwaitedCounts.Key> keys(byte[] json) {
    if (!(parser.parse(json) instanceof Valid valid)) {
      throw new IllegalStateException("the supply gives valid calls only");
    }
    PoliceCall call = valid.call();
    long pane = WindowSpec.DEFAULT.pane(call.getCallDateTime().toEpochMilli());
    return Stream.iterate(
            Instant.ofEpochMilli(pane), start -> start.minus(WindowSpec.DEFAULT.slide()))
        .limit(WindowSpec.DEFAULT.windowsPerCall())
        .map(
            start ->
                new AwaitedCounts.Key(
                    start, call.getOriginalCrimeTypeName(), call.getDisposition()))
        .toList();
  }

  private int home(ObjectNode call) {
    return Math.floorMod(
        Objects.hash(
            // Two spellings of a type are one: spaces do not count.
            call.path("original_crime_type_name").asText().replace(" ", ""),
            call.path("disposition").asText()),
        partitions);
  }

  /** The next id whose partition this is; the producers' own rule for keys. */
  private String idFor(int partition) {
    while (true) {
      String key = Long.toString(++id);
      if (Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions == partition) {
        return key;
      }
    }
  }
}
