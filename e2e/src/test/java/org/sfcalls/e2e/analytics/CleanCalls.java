package org.sfcalls.e2e.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Calls as ingest passes them on, made up: about one in three seconds of event time, each up to
 * five minutes older than the one before, so that with a watermark of ten minutes none is late.
 */
public final class CleanCalls {
  private static final Instant START = Instant.parse("2018-06-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration SLIDE = Duration.ofMinutes(5);
  private static final int OLDEST_SECONDS = 300;

  private CleanCalls() {}

  /** So many calls, the same for the same random numbers. */
  public static List<PoliceCall> of(int number, Random random) {
    List<PoliceCall> calls = new ArrayList<>(number);
    Instant now = START;
    for (int i = 0; i < number; i++) {
      now = now.plusSeconds(random.nextInt(7));
      calls.add(
          call(
              i,
              // Some kinds of call are far more frequent than others.
              "Type " + Math.min(random.nextInt(60), random.nextInt(60)),
              new String[] {"HAN", "REP", "ADV", "Not recorded"}[random.nextInt(4)],
              now.minusSeconds(random.nextInt(OLDEST_SECONDS))));
    }
    return calls;
  }

  /** One call. */
  public static PoliceCall call(int id, String type, String disposition, Instant at) {
    LocalDate day = LocalDate.of(2018, 6, 1);
    return new PoliceCall(
        Integer.toString(id),
        type,
        day,
        day,
        day,
        LocalTime.MIDNIGHT,
        at,
        disposition,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The records for the clean topic, in the calls' order. */
  public static List<ProducerRecord<byte[], byte[]>> records(
      List<PoliceCall> calls, String registryUrl, Topics topics) {
    int id =
        new Registry(registryUrl)
            .schemaId(Topics.valueSubject(topics.clean()), PoliceCall.getClassSchema());
    RecordEncoder<PoliceCall> encoder = new RecordEncoder<>(PoliceCall.class, id);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(calls.size());
    for (PoliceCall call : calls) {
      records.add(
          new ProducerRecord<>(
              topics.clean(), call.getCrimeId().getBytes(UTF_8), encoder.encode(call)));
    }
    return records;
  }

  /** The counts that these calls must give, made the plainest way. */
  public static Map<CallCountKey, Long> counted(List<PoliceCall> calls) {
    Map<CallCountKey, Long> counts = new HashMap<>();
    for (PoliceCall call : calls) {
      long slide = SLIDE.toMillis();
      long at = call.getCallDateTime().toEpochMilli();
      for (long start = at / slide * slide; start > at - WINDOW.toMillis(); start -= slide) {
        counts.merge(
            new CallCountKey(
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(start).plus(WINDOW),
                call.getOriginalCrimeTypeName(),
                call.getDisposition()),
            1L,
            Long::sum);
      }
    }
    return counts;
  }
}
