package org.sfcalls.sandbox.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.ClassArchive;
import org.sfcalls.sandbox.process.JavaCommand;
import org.sfcalls.sandbox.process.MachineFault;
import org.sfcalls.sandbox.process.Program;
import org.sfcalls.schemas.Topics;

/**
 * The programs of a stack: their command lines and the files that they read.
 *
 * <p>Heaps are small because all of them share one machine.
 *
 * <p>The data folder is every program's working directory. Settings that a library takes apart name
 * what is in it without the path, which may hold any character: Kafka's and Spark's lists end a
 * folder at a comma, Kafka reads its file as ISO 8859-1, H2's address ends at a semicolon, and
 * Quarkus replaces <code>${…}</code>.
 */
final class Programs {
  private static final String BROKER_STORAGE = "kafka";
  private static final String BROKER_PROPERTIES = "broker.properties";
  private static final String BROKER_LOGGING = "broker-log4j2.yaml";

  private final Installation installation;
  private final DataFolder folder;
  private final StackSettings settings;
  private final Topics topics;

  Programs(Installation installation, DataFolder folder, StackSettings settings, Topics topics) {
    this.installation = installation;
    this.folder = folder;
    this.settings = settings;
    this.topics = topics;
  }

  /** Kafka, one node that is both broker and controller. */
  Program broker() {
    return program(
        "broker",
        "384m",
        List.of("-Xss512k", "-Dlog4j2.configurationFile=" + brokerLogging()),
        List.of("-cp", installation.brokerClassPath(), FormattedBroker.class.getName()),
        List.of(brokerProperties(), BROKER_STORAGE),
        Map.of());
  }

  private String brokerProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    // Static, so that the port may be another one at the next start.
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + settings.controllerPort());
    properties.put(
        "listeners",
        "CLIENTS://127.0.0.1:"
            + settings.kafkaPort()
            + ",CONTROLLER://127.0.0.1:"
            + settings.controllerPort());
    properties.put("advertised.listeners", "CLIENTS://" + settings.bootstrap());
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", BROKER_STORAGE);
    properties.put("auto.create.topics.enable", "false");
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      properties.put(topic + ".replication.factor", "1");
      // Few, so that a start has little to create and a restart little to load.
      properties.put(topic + ".num.partitions", "4");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    // One instance of each consumer: there is no other to wait for.
    properties.put("group.initial.rebalance.delay.ms", "0");
    int largest = Topics.MAX_RECORD_BYTES + 64 * 1024;
    properties.put("message.max.bytes", Integer.toString(largest));
    properties.put("replica.fetch.max.bytes", Integer.toString(largest));
    // A stack that rested for weeks goes on where it stopped: calls and offsets never expire.
    properties.put("log.retention.ms", "-1");
    properties.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    // The default is a third of the heap.
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    StringBuilder text = new StringBuilder();
    properties.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return write(BROKER_PROPERTIES, text.toString());
  }

  private String brokerLogging() {
    try (InputStream in = Programs.class.getResourceAsStream("/broker-log4j2.yaml")) {
      return write(BROKER_LOGGING, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read broker-log4j2.yaml from the launcher's jar", e);
    }
  }

  /** Apicurio Registry, with its schemas in a file. */
  Program registry() {
    // H2 writes behind by half a second unless told not to: a schema id must outlive a kill -9.
    String database = "jdbc:h2:file:./registry/schemas;WRITE_DELAY=0";
    List<String> options = new ArrayList<>(List.of("-Xss512k"));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("java.io.tmpdir", DataFolder.TEMPORARY);
    properties.put("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    properties.put("quarkus.http.host", "127.0.0.1");
    properties.put("quarkus.http.port", Integer.toString(settings.registryPort()));
    properties.put("quarkus.http.access-log.enabled", "false");
    properties.put("quarkus.banner.enabled", "false");
    properties.put("quarkus.log.category.\"io.apicurio\".level", "WARN");
    properties.put("apicurio.storage.kind", "sql");
    properties.put("apicurio.storage.sql.kind", "h2");
    properties.put("apicurio.datasource.url", database);
    // Three pools of twenty connections are opened at once by default, two of them never used.
    for (String pool : List.of("datasource", "datasource.blue", "datasource.green")) {
      properties.put("apicurio." + pool + ".jdbc.initial-size", "1");
      properties.put("apicurio." + pool + ".jdbc.min-size", "1");
      properties.put("apicurio." + pool + ".jdbc.max-size", "8");
    }
    properties.put("apicurio.import.work-dir", DataFolder.TEMPORARY);
    properties.put("apicurio.storage.snapshot.location", DataFolder.TEMPORARY);
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    return program(
        "registry", "192m", options, installation.registryProgram(), List.of(), Map.of());
  }

  /** The Kafka Streams application. */
  Program ingest() {
    List<String> arguments = new ArrayList<>(List.of("ingest"));
    arguments.addAll(clients());
    arguments.addAll(
        List.of("--state-dir", folder.resolve(LocalInstallation.INGEST_STATE).toString()));
    // Any that is free; the log tells which.
    arguments.addAll(List.of("--http", "127.0.0.1:0"));
    arguments.addAll(awaitServers());
    arguments.addAll(settings.tiers().ingestArguments());
    return program(
        "ingest",
        "384m",
        Stack.INGEST_JAVA_OPTIONS,
        List.of("-cp", installation.ingestClassPath(), "org.sfcalls.ingest.IngestMain"),
        arguments,
        Map.of());
  }

  /** The producer of recorded or generated calls; ends by itself. */
  Program replay(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("replay", "--bootstrap", settings.bootstrap()));
    all.addAll(List.of("--topic-prefix", topics.prefix()));
    all.addAll(arguments);
    return program(
        "replay",
        "256m",
        List.of(),
        List.of("-cp", installation.toolsClassPath(), "org.sfcalls.tools.ToolsMain"),
        all,
        Map.of());
  }

  /** Where the account is printed to. */
  Path accountResult() {
    return folder.resolve("account.txt");
  }

  /**
   * The account of the stack's topics; ends by itself.
   *
   * @param result file for what it prints
   */
  Program account(boolean json, Path result) {
    List<String> arguments = new ArrayList<>(List.of("account"));
    arguments.addAll(clients());
    arguments.addAll(List.of("--work-dir", folder.temporary().toString()));
    if (json) {
      arguments.add("--json");
    }
    return program(
            "account",
            "160m",
            List.of("-Xss512k"),
            List.of("-cp", installation.toolsClassPath(), "org.sfcalls.tools.ToolsMain"),
            arguments,
            Map.of())
        .into(result);
  }

  /** The Spark job, under Spark's own submit. */
  Program analytics() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--master", "local[2]"));
    arguments.addAll(List.of("--class", "org.sfcalls.analytics.AnalyticsMain"));
    Map<String, String> spark = new LinkedHashMap<>(settings.tiers().spark());
    spark.put("spark.ui.enabled", "false");
    spark.put("spark.driver.host", "127.0.0.1");
    spark.put("spark.driver.bindAddress", "127.0.0.1");
    spark.put("spark.local.dir", DataFolder.TEMPORARY);
    spark.forEach((key, value) -> arguments.addAll(List.of("--conf", key + "=" + value)));
    arguments.add(installation.analyticsJar().toString());
    arguments.addAll(clients());
    arguments.addAll(
        List.of("--checkpoint", folder.resolve(LocalInstallation.CHECKPOINT).toString()));
    arguments.addAll(List.of("--radio-codes", installation.radioCodes().toString()));
    arguments.addAll(List.of("--sink", "kafka"));
    arguments.addAll(List.of("--progress-file", folder.resolve("progress.jsonl").toString()));
    // Any that is free; the log tells which.
    arguments.addAll(List.of("--http", "127.0.0.1:0"));
    arguments.addAll(awaitServers());
    arguments.addAll(settings.tiers().analyticsArguments());
    return program(
        "analytics",
        "1g",
        sparkOptions(),
        List.of(
            "-cp", installation.archivedSparkClassPath(), "org.apache.spark.deploy.SparkSubmit"),
        arguments,
        Map.of("SPARK_HOME", installation.sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"));
  }

  private List<String> sparkOptions() {
    List<String> options = new ArrayList<>(SparkJavaOptions.addOpens());
    try {
      options.add(
          "-Dlog4j2.configurationFile="
              + write("spark-log4j2.properties", Files.readString(installation.sparkLogging())));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + installation.sparkLogging(), e);
    }
    return options;
  }

  /** The page. */
  Program dashboard(int port) {
    List<String> arguments = new ArrayList<>(List.of("dashboard"));
    arguments.addAll(clients());
    arguments.addAll(
        List.of("--file", folder.resolve(LocalInstallation.DASHBOARD_FILE).toString()));
    arguments.addAll(List.of("--http", "127.0.0.1:" + port));
    return program(
        "dashboard",
        "192m",
        List.of("-Xss512k"),
        List.of("-cp", installation.dashboardClassPath(), "org.sfcalls.dashboard.DashboardMain"),
        arguments,
        Map.of());
  }

  /** The tiers are started with the servers, and may be so again when these are up. */
  private List<String> awaitServers() {
    String longest = settings.startTimeout().toMillis() + "ms";
    return List.of("--await-setup", "--broker-wait", longest, "--registry-wait", longest);
  }

  private List<String> clients() {
    return List.of(
        "--bootstrap",
        settings.bootstrap(),
        "--registry",
        settings.registryUrl(),
        "--topic-prefix",
        topics.prefix());
  }

  private Program program(
      String name,
      String heap,
      List<String> options,
      List<String> program,
      List<String> arguments,
      Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    // The C library keeps a pool of memory for each core and thread; two do on one machine.
    all.put("MALLOC_ARENA_MAX", "2");
    JavaCommand java = new JavaCommand(installation.tether(), heap, folder.temporary());
    ClassArchive archive =
        ClassArchive.of(
            installation.classArchives(), name, program.get(program.indexOf("-cp") + 1));
    List<String> javaOptions = new ArrayList<>(archive.options());
    if (settings.brief()) {
      javaOptions.add("-XX:TieredStopAtLevel=1");
    }
    javaOptions.addAll(options);
    return new Program(
            name, java.line(javaOptions, program, arguments), all, folder.path(), folder.log(name))
        .with(archive);
  }

  /** Writes a file of the data folder, and returns its name there. */
  private String write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return name;
    } catch (IOException e) {
      throw SandboxException.failed(
          "can't write "
              + folder.resolve(name)
              + ": "
              + MachineFault.fullDisk(folder.path()).orElse(MachineFault.reason(e)),
          e);
    }
  }
}
