package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A JVM of its own for one variant in one mode; see {@link ApplicationMain}. It stays for all
 * rounds, so after the first its code is compiled, and no other variant's types spoil the compiled
 * code.
 */
public final class ApplicationJvm {
  private ApplicationJvm() {}

  /** The pipeline's ingest, exactly once. */
  public static WarmJvm ours(Stack stack, Path state) {
    return start(Variant.OURS, Mode.EXACTLY_ONCE, "384m", stack, state);
  }

  /** Starts it, with the JVM options that the sandbox gives to {@code ingest}. */
  static WarmJvm start(Variant variant, Mode mode, String heap, Stack stack, Path state) {
    String name = variant + "-" + mode;
    List<String> line = new ArrayList<>(Stack.INGEST_JAVA_OPTIONS);
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationMain.class.getName(),
            variant.name(),
            mode.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            state.resolve(name).toString()));
    return WarmJvm.start(variant + ", " + mode, heap, line, Map.of(), stack.log(name));
  }
}
