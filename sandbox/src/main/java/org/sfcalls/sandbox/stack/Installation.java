package org.sfcalls.sandbox.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.sandbox.SandboxException;

/**
 * Where the built programs and the shipped data lie.
 *
 * @param home the project's folder
 */
public record Installation(Path home) {

  /** System property that names the project's folder; the launcher script sets it. */
  public static final String HOME = "sfcalls.home";

  public Installation {
    home = home.toAbsolutePath().normalize();
  }

  /**
   * The installation that this launcher was started from.
   *
   * @throws SandboxException when the system property {@value #HOME} is not set
   */
  public static Installation current() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw SandboxException.refused(
          "the system property " + HOME + " must name the project's folder; ./sfcalls sets it");
    }
    return new Installation(Path.of(home));
  }

  /** The jar with what ties programs to the launcher. */
  public Path tether() {
    return home.resolve("sandbox/target/sandbox.jar");
  }

  /** Class path of Kafka's broker and its tools. */
  public String brokerClassPath() {
    return brokerJars() + "/*";
  }

  private Path brokerJars() {
    return home.resolve("sandbox/broker/target/lib");
  }

  /**
   * Class path and main class of the registry. Its own jar is the last, and names the others in its
   * manifest; before it stand our check of Host headers and newer versions of some of the others.
   */
  public List<String> registryProgram() {
    Path target = home.resolve("sandbox/registry/target");
    return List.of(
        "-cp",
        target.resolve("registry.jar") + ":" + target.resolve("lib/*") + ":" + registryJar(),
        "io.quarkus.runner.GeneratedMain");
  }

  private Path registryJar() {
    return only(home.resolve("sandbox/registry/target/apicurio"), "apicurio-registry-app-*.jar");
  }

  /** A {@code SPARK_HOME}: Spark's jars in {@code jars}. */
  public Path sparkHome() {
    return home.resolve("sandbox/spark/target/spark-home");
  }

  /** Class path of Spark's submit: as in Spark's own scripts, the configuration before the jars. */
  public String sparkClassPath() {
    return home.resolve("spark-analytics/conf") + ":" + sparkJars();
  }

  /**
   * The same for a JVM with an archive of its classes: with the job, which Spark loads from a path
   * of its own otherwise, and without the configuration, whose folder can't be archived.
   */
  String archivedSparkClassPath() {
    return sparkJars() + ":" + analyticsJar();
  }

  private String sparkJars() {
    return sparkHome().resolve("jars") + "/*";
  }

  /** Settings of the Spark job's log. */
  Path sparkLogging() {
    return home.resolve("spark-analytics/conf/log4j2.properties");
  }

  /** Where the archives of the programs' classes are kept. */
  Path classArchives() {
    return home.resolve("sandbox/target/class-archives");
  }

  /** Class path of the operators' commands. */
  public String toolsClassPath() {
    return home.resolve("tools/target/tools.jar") + ":" + home.resolve("tools/target/lib/*");
  }

  /** Class path of ingest. */
  public String ingestClassPath() {
    return home.resolve("ingest-streams/target/ingest-streams.jar")
        + ":"
        + home.resolve("ingest-streams/target/lib/*");
  }

  /** The analytics job. */
  public Path analyticsJar() {
    return home.resolve("spark-analytics/target/spark-analytics.jar");
  }

  /** Class path of the dashboard. */
  public String dashboardClassPath() {
    return home.resolve("dashboard/target/dashboard.jar")
        + ":"
        + home.resolve("dashboard/target/lib/*");
  }

  /** The radio-code table. */
  public Path radioCodes() {
    return home.resolve(LocalInstallation.RADIO_CODES);
  }

  /** The calls that a run replays when it is told no others. */
  public Path sampleCalls() {
    return home.resolve("data/sample-calls.ndjson.gz");
  }

  /** The folder for data when none is named. */
  public Path defaultData() {
    return home.resolve(LocalInstallation.DATA);
  }

  /** Version of the broker. */
  public String kafkaVersion() {
    return version(brokerJars(), "kafka_2.13-");
  }

  /** Version of the registry. */
  public String registryVersion() {
    return version(registryJar().getParent(), "apicurio-registry-app-").replace("-runner", "");
  }

  /** Version of Spark. */
  public String sparkVersion() {
    return version(sparkHome().resolve("jars"), "spark-core_2.12-");
  }

  /**
   * Checks that everything is built.
   *
   * @throws SandboxException that names the first part which is missing
   */
  public void check() {
    for (Path part :
        List.of(
            tether(),
            brokerJars(),
            home.resolve("sandbox/registry/target/registry.jar"),
            home.resolve("sandbox/registry/target/lib"),
            home.resolve("sandbox/registry/target/apicurio"),
            sparkHome().resolve("jars"),
            home.resolve("ingest-streams/target/ingest-streams.jar"),
            home.resolve("ingest-streams/target/lib"),
            home.resolve("tools/target/tools.jar"),
            home.resolve("tools/target/lib"),
            analyticsJar(),
            home.resolve("dashboard/target/dashboard.jar"),
            home.resolve("dashboard/target/lib"),
            radioCodes())) {
      if (!Files.exists(part)) {
        throw SandboxException.refused(
            part + " is missing; build the project with: mvn package -DskipTests");
      }
    }
  }

  private static String version(Path folder, String prefix) {
    String name = only(folder, prefix + "[0-9]*.jar").getFileName().toString();
    return name.substring(prefix.length(), name.length() - ".jar".length());
  }

  private static Path only(Path folder, String pattern) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      var files = found.iterator();
      if (!files.hasNext()) {
        throw SandboxException.refused("no " + pattern + " in " + folder + "; build the project");
      }
      Path file = files.next();
      if (files.hasNext()) {
        throw SandboxException.refused(
            "more than one " + pattern + " in " + folder + "; run: mvn clean package -DskipTests");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + folder, e);
    }
  }
}
