package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.ingest.command.CommandFailure;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A JVM of its own for one variant in one mode; see {@link ApplicationMain}. It stays for all
 * rounds, so after the first its code is compiled, and no other variant's types spoil the compiled
 * code.
 */
record ApplicationJvm(WarmJvm jvm) implements AutoCloseable {

  /**
   * Starts it, with the JVM options that the sandbox gives to {@code ingest}.
   *
   * @param heap largest heap, as {@code -Xmx} takes it
   * @param folder for state and logs
   */
  static ApplicationJvm start(
      Variant variant, Mode mode, Stack stack, int threads, String heap, Path folder) {
    String name = variant + "-" + mode;
    return new ApplicationJvm(
        WarmJvm.start(
            variant + ", " + mode,
            heap,
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ApplicationMain.class.getName(),
                variant.name(),
                mode.name(),
                stack.bootstrap(),
                stack.registryUrl(),
                IngestBench.TOPICS,
                Integer.toString(threads),
                folder.resolve("state").resolve(name).toString()),
            Map.of(),
            stack.log(name)));
  }

  /**
   * Runs the application over the raw topic.
   *
   * @throws CommandFailure when it fails
   */
  Measured run(String applicationId) {
    List<String> figures = jvm.order(applicationId);
    return new Measured(
        Long.parseLong(figures.get(0)),
        Long.parseLong(figures.get(1)),
        Long.parseLong(figures.get(2)));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
