package org.sfcalls.benchmarks.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sfcalls.sandbox.stack.Stack;

/** The JVMs of the applications, each started when it is first wanted. All end with this. */
final class ApplicationJvms implements AutoCloseable {
  private final Stack stack;
  private final BenchSettings settings;
  private final Map<String, ApplicationJvm> jvms = new LinkedHashMap<>();

  ApplicationJvms(Stack stack, BenchSettings settings) {
    this.stack = stack;
    this.settings = settings;
  }

  ApplicationJvm of(Variant variant, Mode mode) {
    return jvms.computeIfAbsent(
        variant + " " + mode, name -> ApplicationJvm.start(variant, mode, stack, settings));
  }

  @Override
  public void close() {
    jvms.values().forEach(ApplicationJvm::close);
  }
}
