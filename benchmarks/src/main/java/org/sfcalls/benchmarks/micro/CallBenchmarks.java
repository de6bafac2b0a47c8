package org.sfcalls.benchmarks.micro;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.ingest.encoding.CallTranscoder;
import org.sfcalls.schemas.PoliceCall;

/**
 * One call an operation, {@value #CALLS} different ones in turn, so that no branch can be learned
 * by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CallBenchmarks {
  /** A power of two: the turn costs a mask and no division. */
  private static final int CALLS = 2048;

  private static final int SCHEMA_ID = 1;

  /** File of calls; empty for made-up ones. */
  @Param("")
  public String input;

  private final byte[][] json = new byte[CALLS][];
  private final PoliceCall[] calls = new PoliceCall[CALLS];
  private final CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
  private final CallEncoder encoder = new CallEncoder(SCHEMA_ID);
  private final CallTranscoder transcoder =
      new CallTranscoder(SCHEMA_ID, Limits.DEFAULT, Clock.systemUTC());
  private int turn;

  public CallBenchmarks() {}

  @Setup
  public void prepare() {
    List<byte[]> some = new ArrayList<>();
    Iterator<RawCall> supply = CallSupply.of(input.isEmpty() ? null : Path.of(input)).calls(CALLS);
    supply.forEachRemaining(call -> some.add(call.value()));
    for (int i = 0; i < CALLS; i++) {
      json[i] = some.get(i);
      calls[i] = valid(json[i]);
    }
  }

  private PoliceCall valid(byte[] record) {
    if (parser.parse(record) instanceof Valid valid) {
      return valid.call();
    }
    throw new IllegalStateException("the supply gave a call that is not valid");
  }

  private int next() {
    return turn++ & (CALLS - 1);
  }

  /** Bytes to a call, with every check. */
  @Benchmark
  public Validation parse() {
    return parser.parse(json[next()]);
  }

  /** A call to its bytes. */
  @Benchmark
  public byte[] encode() {
    return encoder.encode(calls[next()]);
  }

  /** Bytes to a call to its bytes: what the topology pays for a call out of the ordinary. */
  @Benchmark
  public byte[] parseAndEncode() {
    return encoder.encode(valid(json[next()]));
  }

  /** Bytes to bytes at once where that is possible, as the topology does. */
  @Benchmark
  public byte[] transcode() {
    byte[] record = json[next()];
    return transcoder.transcode(record) ? transcoder.encoded() : encoder.encode(valid(record));
  }
}
