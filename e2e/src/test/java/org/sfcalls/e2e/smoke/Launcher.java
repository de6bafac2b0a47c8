package org.sfcalls.e2e.smoke;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sfcalls.sandbox.stack.Installation;

/** The command lines of {@code ./sfcalls}, without its check of what must be built. */
public final class Launcher {

  /** The project's folder. */
  public static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final Installation INSTALLATION = new Installation(HOME);

  private Launcher() {}

  /** A command of the sandbox. */
  public static ProcessBuilder of(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(java(), "-Xmx512m", "-XX:+UseSerialGC", "-Dsfcalls.home=" + HOME, "-cp"));
    command.add(
        HOME.resolve("sandbox/target/sandbox.jar") + ":" + HOME.resolve("sandbox/target/lib/*"));
    command.add("org.sfcalls.sandbox.SandboxMain");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Ingest or a command for operators. */
  public static ProcessBuilder ofCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(program(arguments[0]));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Class path and main class of the program that has this command. */
  public static List<String> program(String command) {
    return command.equals("ingest")
        ? List.of("-cp", INSTALLATION.ingestClassPath(), "org.sfcalls.ingest.IngestMain")
        : List.of("-cp", INSTALLATION.toolsClassPath(), "org.sfcalls.tools.ToolsMain");
  }

  /** A command of the analytics tier, as {@code ./sfcalls} has Spark submit it. */
  public static ProcessBuilder ofSpark(String mainClass, String... arguments) {
    Path sparkHome = HOME.resolve("sandbox/spark/target/spark-home");
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "@" + HOME.resolve("sandbox/target/classes/spark-java.args"),
                "-Xmx1g",
                "-cp",
                HOME.resolve("spark-analytics/conf") + ":" + sparkHome.resolve("jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                mainClass,
                HOME.resolve("spark-analytics/target/spark-analytics.jar").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).directory(HOME.toFile());
    process.environment().put("SPARK_HOME", sparkHome.toString());
    process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return process;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
