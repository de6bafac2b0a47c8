package org.sfcalls.benchmarks.profile;

import java.util.List;
import java.util.Optional;

/** A kind of work that processor time goes into. */
public enum Work {
  CONSUMER("Kafka consumer: fetch, decompress"),
  PRODUCER("Kafka producer: batch, compress"),
  NETWORK("network calls"),
  STREAMS("Kafka Streams"),
  CALLS("calls: parse, check, encode"),
  OUTCOMES("outcomes: headers, dead letters"),
  REPEATS("repeats, with their store"),
  LEDGER("ledger and metrics, with their store"),
  COLLECTOR("garbage collector"),
  COMPILER("the JVM's compiler"),
  OTHER("other");

  /**
   * A call on a stack.
   *
   * @param type the class with its package; of native code the library
   * @param method its method or function
   */
  public record Frame(String type, String method) {
    private boolean isIn(String prefix) {
      return type.startsWith(prefix);
    }

    private boolean isOf(String prefix, String name) {
      return isIn(prefix) && method.equals(name);
    }
  }

  private static final String TOPOLOGY = "org.sfcalls.ingest.topology.";
  private static final String PROCESSOR = TOPOLOGY + "CallProcessor";

  private final String label;

  Work(String label) {
    this.label = label;
  }

  /**
   * What a sample was taken of.
   *
   * <p>What repeats and ledger do in stores and clients is theirs. All else is the work of the
   * innermost call that has an owner: classes that several use (the JDK, Kafka's records and
   * protocol, the compressor) have none, and the call below them tells.
   *
   * @param thread name of the thread
   * @param stack innermost call first
   */
  static Work of(String thread, List<Frame> stack) {
    if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
      return COMPILER;
    }
    // The serial collector works in the thread of the JVM's own operations, which has little else.
    if (thread.startsWith("VM Thread") || thread.startsWith("GC ")) {
      return COLLECTOR;
    }
    return firstOf(stack, Work::accountOf).or(() -> firstOf(stack, Work::ownerOf)).orElse(OTHER);
  }

  private interface Rule {
    /** Null where the call does not tell. */
    Work of(Frame call);
  }

  private static Optional<Work> firstOf(List<Frame> stack, Rule rule) {
    for (Frame call : stack) {
      Work work = rule.of(call);
      if (work != null) {
        return Optional.of(work);
      }
    }
    return Optional.empty();
  }

  private static Work accountOf(Frame call) {
    if (call.isIn(TOPOLOGY + "Repeats") || call.isOf(PROCESSOR, "hash")) {
      return REPEATS;
    }
    if (call.isIn(TOPOLOGY + "Ledger")
        || call.isIn(TOPOLOGY + "Latencies")
        || call.isOf(PROCESSOR, "save")
        || call.isOf(PROCESSOR, "publishLedger")
        || call.isIn("org.sfcalls.ingest.metrics.")) {
      return LEDGER;
    }
    return null;
  }

  private static Work ownerOf(Frame call) {
    if (call.isIn("sun.nio.ch.")) {
      return NETWORK;
    }
    if (call.isIn("org.apache.kafka.clients.consumer.")) {
      return CONSUMER;
    }
    if (call.isIn("org.apache.kafka.clients.producer.")) {
      return PRODUCER;
    }
    if (call.isIn("org.apache.kafka.streams.")) {
      return STREAMS;
    }
    if (call.isIn("org.sfcalls.calls.validation.")
        || call.isIn("org.sfcalls.ingest.encoding.")
        || call.isIn("org.sfcalls.schemas.")
        || call.isIn("org.sfcalls.benchmarks.obvious.")
        || call.isIn("io.confluent.")
        || call.isIn("org.apache.avro.")) {
      return CALLS;
    }
    return call.isIn(TOPOLOGY) ? OUTCOMES : null;
  }

  @Override
  public String toString() {
    return label;
  }
}
