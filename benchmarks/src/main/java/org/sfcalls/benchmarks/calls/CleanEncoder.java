package org.sfcalls.benchmarks.calls;

import java.time.Clock;
import java.util.function.UnaryOperator;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** What ingest makes of the bytes of a valid raw call. */
public final class CleanEncoder implements UnaryOperator<byte[]> {
  private final CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
  private final CallEncoder encoder;

  public CleanEncoder(String registryUrl, Topics topics) {
    encoder =
        new CallEncoder(
            new Registry(registryUrl)
                .schemaId(Topics.valueSubject(topics.clean()), PoliceCall.getClassSchema()));
  }

  @Override
  public byte[] apply(byte[] raw) {
    if (parser.parse(raw) instanceof Valid valid) {
      return encoder.encode(valid.call());
    }
    throw new IllegalStateException("the supply gives valid calls only");
  }
}
