package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A JVM of its own for one variant; see {@link ApplicationMain}. It stays for all rounds, so after
 * the first its code is compiled, and no other variant's types spoil the compiled code.
 */
public final class ApplicationJvm {
  private ApplicationJvm() {}

  public static WarmJvm ours(Stack stack, Path state) {
    return start(Variant.OURS, "384m", stack, state);
  }

  /** Starts it, with the JVM options that the sandbox gives to {@code ingest}. */
  static WarmJvm start(Variant variant, String heap, Stack stack, Path state) {
    String name = "ingest-" + variant;
    List<String> line = new ArrayList<>(Stack.INGEST_JAVA_OPTIONS);
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationMain.class.getName(),
            variant.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            state.resolve(name).toString()));
    return WarmJvm.start(variant.toString(), heap, line, Map.of(), stack.log(name));
  }
}
