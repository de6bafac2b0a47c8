package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.CrimeId;
import org.sfcalls.calls.validation.FieldRules;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.PoliceCall;

/**
 * The short way of a record ({@link CallTranscoder}) held against the reference ({@link CallParser}
 * and {@link CallEncoder}). Each instance sees many records, so that what one leaves behind would
 * show in the next.
 */
final class BothWays {
  static final Instant NOW = Instant.parse("2019-06-01T00:00:00Z");

  private static final int SCHEMA_ID = 70_000;

  private final CallParser parser;
  private final CallEncoder encoder = new CallEncoder(SCHEMA_ID);
  private final CallTranscoder transcoder;

  BothWays() {
    this(Limits.DEFAULT);
  }

  BothWays(Limits limits) {
    this(FieldRules.EXPORT, limits);
  }

  BothWays(FieldRules rules, Limits limits) {
    this.parser = new CallParser(rules, limits, InstantSource.fixed(NOW));
    this.transcoder = new CallTranscoder(SCHEMA_ID, rules, limits, InstantSource.fixed(NOW));
  }

  /** What the reference says of {@code record}. */
  Validation reference(byte[] record) {
    return parser.parse(record);
  }

  /**
   * Whether {@code record} goes the short way.
   *
   * @throws AssertionError if it does, and the reference says otherwise in anything
   */
  boolean takesShortWay(byte[] record) {
    boolean taken = transcoder.transcode(record);
    Validation reference = parser.parse(record);
    if (taken) {
      require(reference instanceof Valid, "the reference finds it valid, too", record);
      PoliceCall call = ((Valid) reference).call();
      require(((Valid) reference).unknownFields().isEmpty(), "no field is unknown", record);
      require(Arrays.equals(transcoder.encoded(), encoder.encode(call)), "same bytes", record);
      require(
          Arrays.equals(transcoder.crimeId(), call.getCrimeId().getBytes(US_ASCII)),
          "same id",
          record);
      require(
          transcoder.crimeIdNumber() == CrimeId.number(call.getCrimeId()), "same number", record);
      require(
          transcoder.eventTimeMs() == call.getCallDateTime().toEpochMilli(),
          "same event time",
          record);
    }
    return taken;
  }

  private static void require(boolean holds, String what, byte[] record) {
    if (!holds) {
      throw new AssertionError("does not hold: " + what + "\n" + new String(record, UTF_8));
    }
  }
}
