package org.sfcalls.benchmarks.tuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.analytics.QueryJvm;
import org.sfcalls.benchmarks.ingest.ApplicationJvm;
import org.sfcalls.benchmarks.jvm.RunFolder;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;

/** The JVMs in which the tiers run, with the options that the sandbox gives them. */
final class TrialJvms {
  private TrialJvms() {}

  static WarmJvm ingest(Stack stack, Path folder) {
    List<String> line = new ArrayList<>(Stack.INGEST_JAVA_OPTIONS);
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationJvm.TRIALS,
            stack.bootstrap(),
            stack.registryUrl(),
            folder.resolve("state").toString()));
    return WarmJvm.start("ingest", "384m", line, Map.of(), stack.log("tune-ingest"));
  }

  static WarmJvm analytics(Installation installation, Stack stack, Path folder) {
    Path temporary = RunFolder.create(folder.resolve("temporary"));
    return QueryJvm.start(
        "analytics",
        "1g",
        installation,
        stack,
        List.of("-Djava.io.tmpdir=" + temporary),
        List.of(
            "org.sfcalls.benchmarks.spark.TrialMain",
            stack.bootstrap(),
            stack.registryUrl(),
            installation.radioCodes().toString(),
            temporary.toString()));
  }
}
