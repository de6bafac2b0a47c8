package org.sfcalls.analytics.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.sfcalls.schemas.BatchProgress;

/**
 * Appends a JSON object a batch to a file, a line each: the fields of {@link BatchProgress} by
 * their names, times in ISO 8601. A file that has become too large becomes {@code FILE.1}, in place
 * of an earlier one, so both together take twice the limit at most.
 */
final class ProgressFile implements Consumer<BatchProgress> {

  /** In bytes; about 10,000 batches. */
  static final long LIMIT = 10 * 1024 * 1024;

  private final ObjectMapper json = new ObjectMapper();
  private final Path file;
  private final long limit;

  /**
   * @param limit length at which a new file is begun, bytes
   * @throws IllegalArgumentException when the file can't be written
   */
  ProgressFile(Path file, long limit) {
    this.file = file;
    this.limit = limit;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      append("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--progress-file " + file + " can't be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void accept(BatchProgress progress) {
    Map<String, Object> line = new LinkedHashMap<>();
    for (Schema.Field field : progress.getSchema().getFields()) {
      Object value = progress.get(field.pos());
      line.put(field.name(), value instanceof Instant time ? time.toString() : value);
    }
    try {
      if (Files.exists(file) && Files.size(file) >= limit) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      append(json.writeValueAsString(line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
