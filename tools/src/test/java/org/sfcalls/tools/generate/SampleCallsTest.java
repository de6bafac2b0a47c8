package org.sfcalls.tools.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SampleCallsTest {
  private static final Path DATA = Path.of("..", "data");

  /** Stands in data/README.md, word for word. */
  private static final String COMMAND =
      "./sfcalls generate --count 20000 --seed 7 --from 2018-06-01 --repeats 0.001 --malformed 0.001"
          + " --out data/sample-calls.ndjson.gz";

  @TempDir Path folder;

  @Test
  void equalsWhatTheCommandInItsReadmeMakes() throws IOException {
    assertThat(Files.readString(DATA.resolve("README.md"))).contains(COMMAND);
    Path made = folder.resolve("sample-calls.ndjson.gz");
    String arguments =
        COMMAND.substring("./sfcalls generate ".length()).replaceAll("data/.*", made.toString());
    assertThat(new CommandLine(new GenerateCommand()).execute(arguments.split(" "))).isZero();
    assertThat(unpacked(made)).isEqualTo(unpacked(DATA.resolve("sample-calls.ndjson.gz")));
  }

  @Test
  void packsTheSameCallsIntoTheSameFileWhenever() throws IOException {
    Path once = folder.resolve("once.gz");
    Path again = folder.resolve("again.gz");
    for (Path file : new Path[] {once, again}) {
      new CommandLine(new GenerateCommand()).execute("--count", "100", "--out", file.toString());
    }
    assertThat(Files.readAllBytes(once)).isEqualTo(Files.readAllBytes(again));
    // Bytes 4 to 7 of the header would hold the time.
    assertThat(Files.readAllBytes(once)).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }

  private static byte[] unpacked(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.transferTo(bytes);
    }
    return bytes.toByteArray();
  }
}
