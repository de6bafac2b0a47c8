package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;

/**
 * A {@code ./sfcalls run --keep} that has told its result and is still up. Closing it ends it, and
 * checks that no process of its is left.
 */
public final class KeptRun implements AutoCloseable {

  private static final String LEDGER = "calls.ledger";
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Process process;
  private final String bootstrap;
  private final String registryUrl;
  private final String dashboardUrl;
  private final JsonNode result;

  private KeptRun(
      Process process,
      String bootstrap,
      String registryUrl,
      String dashboardUrl,
      Path out,
      Path err)
      throws IOException {
    this.process = process;
    this.bootstrap = bootstrap;
    this.registryUrl = registryUrl;
    this.dashboardUrl = dashboardUrl;
    try {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !process.isAlive() || Files.readString(err).contains("Ctrl-C stops"));
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      this.result = new ObjectMapper().readTree(out.toFile());
    } catch (RuntimeException | Error | IOException e) {
      close();
      throw e;
    }
  }

  /** Runs the input through everything; returns when the result is told. */
  public static KeptRun of(Path input, Path folder) throws IOException {
    String bootstrap = "127.0.0.1:" + freePort();
    int registryPort = freePort();
    int dashboardPort = freePort();
    Path out = folder.resolve("out.json");
    Path err = folder.resolve("err.log");
    Process process =
        Launcher.of(
                "run",
                "--keep",
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "--kafka-port",
                bootstrap.substring(bootstrap.indexOf(':') + 1),
                "--controller-port",
                "0",
                "--registry-port",
                "" + registryPort,
                "--dashboard-port",
                "" + dashboardPort,
                "--input",
                input.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new KeptRun(
        process,
        bootstrap,
        "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7",
        "http://127.0.0.1:" + dashboardPort,
        out,
        err);
  }

  public String bootstrap() {
    return bootstrap;
  }

  /** Where the page is. */
  public String dashboardUrl() {
    return dashboardUrl;
  }

  public String registryUrl() {
    return registryUrl;
  }

  /** The program of the run that has this in its command line. */
  public ProcessHandle program(String inCommandLine) {
    return process
        .descendants()
        .filter(program -> commandLine(program).contains(inCommandLine))
        .findFirst()
        .orElseThrow();
  }

  /** The whole of it: the JDK's own tells no more than a page. */
  private static String commandLine(ProcessHandle program) {
    try {
      return Files.readString(Path.of("/proc", "" + program.pid(), "cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException("the command line of process " + program.pid(), e);
    }
  }

  /** What the run told, as JSON. */
  public JsonNode result() {
    return result;
  }

  /** A number of the result. */
  public long told(String name) {
    assertThat(result.has(name)).as("%s in %s", name, result).isTrue();
    return result.get(name).longValue();
  }

  /** Rejected records by reason, as told. */
  Map<String, Long> rejected() {
    Map<String, Long> rejected = new TreeMap<>();
    result
        .get("rejected")
        .fields()
        .forEachRemaining(reason -> rejected.put(reason.getKey(), reason.getValue().longValue()));
    return rejected;
  }

  /** All committed records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return CommittedRecords.of(bootstrap, topic);
  }

  /** All committed values of a topic, in order of each partition, by Confluent's deserializer. */
  <T> List<T> values(String topic, Class<T> type) {
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      deserializer.configure(
          Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true), false);
      return records(topic).stream()
          .map(record -> type.cast(deserializer.deserialize(topic, record.value())))
          .toList();
    }
  }

  /** How many records the ledger has counted with this outcome. */
  public long ledgerTotal(Outcome outcome) {
    Map<LedgerKey, Long> counts = new HashMap<>();
    try (KafkaAvroDeserializer keys = new KafkaAvroDeserializer();
        KafkaAvroDeserializer values = new KafkaAvroDeserializer()) {
      Map<String, Object> settings =
          Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true);
      keys.configure(settings, true);
      values.configure(settings, false);
      for (ConsumerRecord<byte[], byte[]> entry : records(LEDGER)) {
        LedgerKey key = (LedgerKey) keys.deserialize(LEDGER, entry.key());
        LedgerCount count = (LedgerCount) values.deserialize(LEDGER, entry.value());
        if (key.getOutcome() == outcome) {
          counts.put(key, count.getCount());
        }
      }
    }
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    List<ProcessHandle> programs = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
