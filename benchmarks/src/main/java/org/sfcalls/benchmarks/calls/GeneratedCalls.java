package org.sfcalls.benchmarks.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.stream.Stream;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.calls.reading.CallFields;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.tools.generate.CallGenerator;
import org.sfcalls.tools.generate.GeneratorConfig;

/**
 * Calls of the generator, as many a day as there really are, from the first day that the validation
 * takes: there is room for about 20 million before the present.
 */
public record GeneratedCalls() implements CallSupply {
  private static final int SEED = 1;

  @Override
  public String description() {
    return "generated (seed " + SEED + ", from " + Limits.DEFAULT.earliest() + ")";
  }

  @Override
  public Iterator<RawCall> calls(long count) {
    CallGenerator generator;
    try {
      generator =
          new CallGenerator(
              new GeneratorConfig(count, SEED, Limits.DEFAULT.earliest(), 0, 0, 0, 0));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(count + " calls can't be made up, take fewer: " + e.getMessage(), e);
    }
    return Stream.generate(generator::next).limit(count).map(GeneratedCalls::raw).iterator();
  }

  private static RawCall raw(byte[] value) {
    return new RawCall(CallFields.of(value).crimeId().getBytes(UTF_8), value);
  }
}
