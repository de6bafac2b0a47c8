package org.sfcalls.benchmarks.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.SparkJavaOptions;
import org.sfcalls.sandbox.stack.Stack;

/** The JVM that runs queries, on the class path that the sandbox's job has. */
public final class QueryJvm {
  private QueryJvm() {}

  /** Starts it. */
  public static WarmJvm start(
      String name,
      String heap,
      Installation installation,
      Stack stack,
      Path temporary,
      List<String> options,
      List<String> main) {
    try {
      Files.createDirectories(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException("can't create " + temporary, e);
    }
    Path queries = installation.home().resolve("benchmarks/spark/target");
    String classPath =
        String.join(
            ":",
            installation.sparkClassPath(),
            installation.analyticsJar().toString(),
            queries.resolve("benchmarks-spark.jar").toString(),
            queries.resolve("lib") + "/*");
    List<String> line = new ArrayList<>(SparkJavaOptions.addOpens());
    line.addAll(options);
    line.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", classPath));
    line.addAll(main);
    line.add(temporary.toString());
    return WarmJvm.start(
        name,
        heap,
        line,
        Map.of("SPARK_HOME", installation.sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        stack.log(name));
  }
}
