package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Launcher;

/**
 * Runs of valid calls with a settings file, in a folder whose name some library would take apart:
 * every tier takes its settings, the account balances, and no call is rejected.
 */
@Tag("smoke")
class SettingsIT {
  private static final int CALLS = 300;

  /**
   * Where the attributes of a batch of records are, after its offset, length, epoch, magic, sum.
   */
  private static final int ATTRIBUTES = 8 + 4 + 4 + 1 + 4;

  private static final int LENGTH = 8;
  private static final int COMPRESSION = 0x07;
  private static final int CONTROL = 0x20;
  private static final int ZSTD = 4;

  @TempDir private Path parent;
  private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void aRunTakesTheSettingsOfAFileAndItsAccountBalances() throws Exception {
    folder = Files.createDirectory(parent.resolve("Données d'été, señal;1=%41 ${x}"));
    Path settings =
        Files.writeString(
            parent.resolve("tiers.properties"),
            """
            partitions=3
            ingest.threads=1
            ingest.compression.type=zstd   # of all that ingest writes
            ingest.linger.ms=5
            analytics.max-offsets-per-trigger=1000
            analytics.trigger=500ms
            spark.sql.shuffle.partitions=5
            spark.sql.streaming.stateStore.providerClass=\
            org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider
            spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled=true
            """);
    String told = run(settings);
    assertThat(told).contains("settings   " + settings + " (9 settings)", "; 3 partitions");
    assertThat(compressions("calls.clean-")).containsExactly(ZSTD);
    Path state = folder.resolve("run/checkpoint/state/0");
    assertThat(names(state)).containsAll(Set.of("0", "1", "2", "3", "4")).doesNotContain("5");
    assertThat(names(state.resolve("4"))).anyMatch(name -> name.endsWith(".changelog"));

    // Nothing is beside it, under a name that somebody has read in another way.
    assertThat(names(parent))
        .containsExactlyInAnyOrder(
            folder.getFileName().toString(), "tiers.properties", "out.json", "err.log");
    assertThat(names(folder)).containsExactly("run");
  }

  private String run(Path settings) throws Exception {
    Path out = parent.resolve("out.json");
    Path err = parent.resolve("err.log");
    Process run =
        Launcher.of(
                "run",
                "--json",
                "--settings=" + settings,
                "--data=" + folder,
                "--kafka-port=0",
                "--controller-port=0",
                "--registry-port=0",
                "--generate=" + CALLS,
                "--seed=7")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    int exitCode = run.waitFor();

    String told = Files.readString(err);
    assertThat(exitCode).as(told).isZero();
    JsonNode account = new ObjectMapper().readTree(out.toFile());
    assertThat(account.get("balanced").booleanValue()).isTrue();
    assertThat(account.get("all_windows_final").booleanValue()).isTrue();
    assertThat(account.get("raw").longValue()).isEqualTo(CALLS);
    assertThat(account.get("clean").longValue()).isEqualTo(CALLS);
    assertThat(account.get("rejected")).isEmpty();
    assertThat(account.get("windows_counted").longValue()).isEqualTo(2 * CALLS);
    return told;
  }

  /**
   * How the batches are compressed in which the broker keeps this topic's records, as Kafka's <a
   * href="https://kafka.apache.org/documentation/#recordbatch">format</a> has it.
   */
  private Set<Integer> compressions(String topic) throws IOException {
    Set<Integer> found = new TreeSet<>();
    Path kafka = folder.resolve("run/kafka");
    for (String partition : names(kafka)) {
      if (partition.startsWith(topic)) {
        Path segment = kafka.resolve(partition).resolve("00000000000000000000.log");
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(segment));
        for (int at = 0; at < log.limit(); at += LENGTH + 4 + log.getInt(at + LENGTH)) {
          int attributes = log.getShort(at + ATTRIBUTES);
          // The ends of transactions are never compressed.
          if ((attributes & CONTROL) == 0) {
            found.add(attributes & COMPRESSION);
          }
        }
      }
    }
    return found;
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }
}
