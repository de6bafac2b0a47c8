package org.sfcalls.analytics.progress;

import java.nio.file.Path;
import java.util.Optional;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.access.LocalInstallation;
import org.sfcalls.analytics.progress.ProgressReport.Settings;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say where progress goes. */
public final class ProgressOptions {
  private static final String OFF = "off";

  @Option(
      names = "--progress-file",
      paramLabel = "FILE",
      description =
          "File that gets a JSON line a batch. At 10 MiB it becomes FILE.1 and a new one begins."
              + " Default: none.")
  private Path file;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Where /health/live, /health/ready and /metrics are answered; port 0 takes any that is"
              + " free, off none.",
      defaultValue = LocalInstallation.ANALYTICS_HTTP,
      converter = ListeningOption.class)
  private Listening http;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Consumer group that gets the offsets of each finished batch, for tools that tell lag;"
              + " off for none. Informative: the checkpoint says where the query goes on. Default:"
              + " sfcalls-analytics, or PREFIX.analytics with --topic-prefix.")
  private String group;

  /**
   * What was chosen.
   *
   * @param topics name the consumer group where no other was chosen
   */
  public Settings settings(Topics topics) {
    String group = this.group == null ? topics.analyticsGroup() : this.group;
    return new Settings(
        Optional.ofNullable(file),
        http.at(),
        group.equals(OFF) ? Optional.empty() : Optional.of(group));
  }

  /** Not an Optional by itself, which picocli would wrap in another one. */
  private record Listening(Optional<HttpAddress> at) {}

  /** Reads the value of {@code --http}; no address for {@code off}. */
  private static final class ListeningOption implements ITypeConverter<Listening> {
    @Override
    public Listening convert(String value) {
      try {
        return new Listening(
            value.equals(OFF) ? Optional.empty() : Optional.of(HttpAddress.parse(value)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
