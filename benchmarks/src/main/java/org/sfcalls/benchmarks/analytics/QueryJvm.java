package org.sfcalls.benchmarks.analytics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.SparkJavaOptions;
import org.sfcalls.sandbox.stack.Stack;

/**
 * The command line of the JVM that runs one query, on the class path that the sandbox's job has.
 */
public final class QueryJvm {
  private QueryJvm() {}

  /** Starts a JVM on the class path that the sandbox's job has, with the queries beside it. */
  public static WarmJvm start(
      String name,
      String heap,
      Installation installation,
      Stack stack,
      List<String> options,
      List<String> main) {
    List<String> line = new ArrayList<>(SparkJavaOptions.addOpens());
    line.addAll(options);
    line.addAll(List.of("-cp", classPath(installation)));
    line.addAll(main);
    return WarmJvm.start(
        name,
        heap,
        line,
        Map.of("SPARK_HOME", installation.sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        stack.log(name));
  }

  private static String classPath(Installation installation) {
    Path queries = installation.home().resolve("benchmarks/spark/target");
    return String.join(
        ":",
        installation.sparkClassPath(),
        installation.analyticsJar().toString(),
        queries.resolve("benchmarks-spark.jar").toString(),
        queries.resolve("lib") + "/*");
  }
}
