package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Launcher;

/** What the README shows a first-time reader is what they will see. */
@Tag("smoke")
class ReadmeIT {

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theTablesOfTheReadmeAreThoseThatARunOfTheSamplePrints() throws Exception {
    Path out = folder.resolve("out.txt");
    Process process =
        Launcher.of(
                "run",
                "--data",
                folder.resolve("data").toString(),
                "--kafka-port",
                "0",
                "--controller-port",
                "0",
                "--registry-port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int exitCode = process.waitFor();

    String printed = Files.readString(out);
    assertThat(exitCode).as(printed).isZero();
    List<String> tables = printed.lines().filter(line -> line.startsWith("|")).toList();
    assertThat(tables).hasSizeGreaterThan(20);
    List<String> readme = Files.readAllLines(Launcher.HOME.resolve("README.md"));
    assertThat(readme).containsAll(tables);
    assertThat(readme).contains("The account balances: every call is accounted for.");
  }
}
