package org.sfcalls.e2e.failure;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.sfcalls.access.CreatedTopics;
import org.sfcalls.sandbox.process.ChildProcess;
import org.sfcalls.sandbox.process.JavaCommand;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.process.Program;
import org.sfcalls.sandbox.process.Supervisor;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.schemas.Topics;

/**
 * A broker that can be stopped and started again, and a registry. Broker clients come in by a
 * listener without a password, or by one that wants SASL/SCRAM and holds them to their rights.
 */
final class Servers implements AutoCloseable {
  static final Topics TOPICS = Topics.withPrefix("calls");

  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Installation installation = new Installation(Path.of(".."));
  private final Supervisor supervisor = new Supervisor(() -> {});
  private final Path folder;
  private final Map<String, String> users;
  private final List<Port> ports;
  private ChildProcess broker;

  /**
   * @param users names and passwords of those who may come in by the secured listener
   */
  Servers(Path folder, Map<String, String> users) {
    this.folder = folder;
    this.users = users;
    this.ports =
        Port.settle(
            List.of(
                new Port("broker", "-", 0),
                new Port("secured broker", "-", 0),
                new Port("controller", "-", 0),
                new Port("registry", "-", 0)));
  }

  /** Starts both. */
  Servers start() throws IOException {
    supervisor.startService(registry());
    Path properties = writeBrokerProperties();
    List<String> format =
        new ArrayList<>(
            List.of(
                "format",
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--config",
                properties.toString()));
    users.forEach(
        (name, password) -> {
          format.add("--add-scram");
          format.add("SCRAM-SHA-512=[name=" + name + ",password=" + password + "]");
        });
    ChildProcess formatting =
        supervisor.startTask(kafka("format", "kafka.tools.StorageTool", format));
    await().atMost(START_LIMIT).until(() -> !formatting.isAlive());
    startBroker();
    await().atMost(START_LIMIT).until(() -> listens(port(3)));
    return this;
  }

  /** Starts the broker, with what it held when it was stopped. */
  void startBroker() {
    broker =
        supervisor.startService(
            kafka(
                "broker", "kafka.Kafka", List.of(folder.resolve("broker.properties").toString())));
    await()
        .atMost(START_LIMIT)
        .until(
            () -> {
              try (Admin admin = admin()) {
                return !admin.describeCluster().nodes().get().isEmpty();
              }
            });
  }

  /** Kills the broker. */
  void killBroker() {
    ProcessHandle process = ProcessHandle.of(broker.pid()).orElseThrow();
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
  }

  /** Creates the pipeline's topics; returns when they take records. */
  void createTopics(int partitions) throws Exception {
    try (Admin admin = admin()) {
      List<NewTopic> topics = new ArrayList<>();
      TOPICS
          .layouts(partitions)
          .forEach(
              (name, layout) ->
                  topics.add(
                      new NewTopic(name, layout.partitions(), (short) 1)
                          .configs(layout.settings())));
      admin.createTopics(topics).all().get();
      await().until(() -> CreatedTopics.takeRecords(admin, topics));
    }
  }

  /** Deletes all topics; returns when they are gone. */
  void deleteTopics() throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
      await().until(() -> admin.listTopics().names().get().isEmpty());
    }
  }

  /** Without a password, with all rights. */
  Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers", bootstrap(),
            "default.api.timeout.ms", 60_000,
            "reconnect.backoff.max.ms", 200));
  }

  /** Where clients come in without a password. */
  String bootstrap() {
    return "127.0.0.1:" + port(0);
  }

  /** Where clients come in with a password. */
  String securedBootstrap() {
    return "127.0.0.1:" + port(1);
  }

  String registryUrl() {
    return "http://127.0.0.1:" + port(3) + "/apis/ccompat/v7";
  }

  @Override
  public void close() {
    supervisor.close();
  }

  private int port(int which) {
    return ports.get(which).number();
  }

  private Path writeBrokerProperties() throws IOException {
    Properties broker = new Properties();
    broker.put("process.roles", "broker,controller");
    broker.put("node.id", "1");
    broker.put("controller.quorum.voters", "1@127.0.0.1:" + port(2));
    broker.put(
        "listeners",
        "OPEN://127.0.0.1:%d,SECURED://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(port(0), port(1), port(2)));
    broker.put(
        "advertised.listeners",
        "OPEN://%s,SECURED://%s".formatted(bootstrap(), securedBootstrap()));
    broker.put("inter.broker.listener.name", "OPEN");
    broker.put("controller.listener.names", "CONTROLLER");
    broker.put(
        "listener.security.protocol.map",
        "OPEN:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    broker.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    broker.put(
        "listener.name.secured.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    if (!users.isEmpty()) {
      broker.put(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
      // Whoever comes in without a password: the broker itself and the test.
      broker.put("super.users", "User:ANONYMOUS");
    }
    broker.put("log.dirs", folder.resolve("kafka").toString());
    broker.put("auto.create.topics.enable", "false");
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      broker.put(topic + ".replication.factor", "1");
      broker.put(topic + ".num.partitions", "2");
    }
    broker.put("transaction.state.log.min.isr", "1");
    broker.put("share.coordinator.state.topic.min.isr", "1");
    broker.put("group.initial.rebalance.delay.ms", "0");
    broker.put("message.max.bytes", Integer.toString(Topics.MAX_RECORD_BYTES + 64 * 1024));
    broker.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    Path file = folder.resolve("broker.properties");
    try (var out = Files.newBufferedWriter(file)) {
      broker.store(out, null);
    }
    return file;
  }

  private Program kafka(String name, String main, List<String> arguments) {
    List<String> program = new ArrayList<>(List.of("-cp", installation.brokerClassPath(), main));
    return program(name, List.of("-XX:TieredStopAtLevel=1"), program, arguments);
  }

  private Program registry() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("quarkus.http.host", "127.0.0.1");
    properties.put("quarkus.http.port", Integer.toString(port(3)));
    properties.put("apicurio.storage.kind", "sql");
    properties.put("apicurio.storage.sql.kind", "h2");
    properties.put("apicurio.datasource.url", "jdbc:h2:mem:schemas");
    // Otherwise a subject that was deleted may not come back.
    properties.put("apicurio.rest.deletion.artifact.enabled", "true");
    List<String> options = new ArrayList<>();
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    return program(
        "registry", options, List.of("-jar", installation.registryJar().toString()), List.of());
  }

  private Program program(
      String name, List<String> options, List<String> program, List<String> arguments) {
    JavaCommand java = new JavaCommand(installation.agent(), "384m", folder);
    return new Program(
        name,
        java.line(options, program, arguments),
        Map.of(),
        folder,
        folder.resolve(name + ".log"));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
