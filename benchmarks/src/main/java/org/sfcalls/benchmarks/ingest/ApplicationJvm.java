package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A JVM of its own for one variant in one mode; see {@link ApplicationMain}. It stays for all
 * rounds, so after the first its code is compiled, and no other variant's types spoil the compiled
 * code.
 */
public record ApplicationJvm(WarmJvm jvm) implements AutoCloseable {

  /** The main class of the JVM that takes another configuration each time. */
  public static final String TRIALS = TrialApplicationMain.class.getName();

  /** Starts it, with the JVM options that the sandbox gives to {@code ingest}. */
  static ApplicationJvm start(Variant variant, Mode mode, Stack stack, BenchSettings settings) {
    String name = variant + "-" + mode;
    List<String> line = new ArrayList<>(Stack.INGEST_JAVA_OPTIONS);
    if (settings.profile()) {
      // So that a sample in code that was inlined is told with that code's name.
      line.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
    }
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationMain.class.getName(),
            variant.name(),
            mode.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            IngestBench.TOPICS,
            Integer.toString(settings.threads()),
            settings.folder().resolve("state").resolve(name).toString()));
    return new ApplicationJvm(
        WarmJvm.start(variant + ", " + mode, settings.heap(), line, Map.of(), stack.log(name)));
  }

  /**
   * Runs the application over the raw topic.
   *
   * @param recording where samples of its processor time go
   * @throws CommandFailure when it fails
   */
  Measured run(String applicationId, Optional<Path> recording) {
    return Measured.of(jvm.order(applicationId + recording.map(file -> " " + file).orElse("")));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
