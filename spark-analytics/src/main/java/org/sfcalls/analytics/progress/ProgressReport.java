package org.sfcalls.analytics.progress;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.apache.spark.sql.streaming.StreamingQueryManager;
import org.sfcalls.access.HealthServer;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what the queries of a session do, batch by batch, until it is closed: as a line, as JSON in
 * a file, on calls.progress, as metrics over HTTP and as offsets of a consumer group.
 */
public final class ProgressReport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReport.class);

  /**
   * Where progress goes beside the line and calls.progress.
   *
   * @param file JSON lines
   * @param http health and metrics
   * @param group consumer group that gets the offsets
   */
  public record Settings(Optional<Path> file, Optional<HttpAddress> http, Optional<String> group) {}

  private final PrintStream out;
  private final RunTotals totals = new RunTotals();
  private final UnlistedTotals unlisted = new UnlistedTotals();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private ProgressReport(PrintStream out) {
    this.out = out;
  }

  /**
   * Begins, before the query is started.
   *
   * @param countedBy what the query counts by
   * @param dispositions what the query tells of unlisted dispositions
   * @param nextWatermarkMs gives the watermark after a batch, epoch milliseconds, where it is known
   * @param out where the lines go
   * @throws IllegalArgumentException when the file can't be written
   * @throws org.sfcalls.access.CommandFailure when the address can't be listened on
   * @throws Registry.RegistryException when the registry can't be reached or lacks the contract
   */
  public static ProgressReport start(
      StreamingQueryManager queries,
      Settings settings,
      CountedBy countedBy,
      UnlistedDispositions dispositions,
      LongFunction<OptionalLong> nextWatermarkMs,
      KafkaConnection kafka,
      Registry registry,
      Topics topics,
      PrintStream out) {
    ProgressReport report = new ProgressReport(out);
    try {
      report.begin(
          queries, settings, countedBy, dispositions, nextWatermarkMs, kafka, registry, topics);
      return report;
    } catch (RuntimeException e) {
      report.close();
      throw e;
    }
  }

  private void begin(
      StreamingQueryManager queries,
      Settings settings,
      CountedBy countedBy,
      UnlistedDispositions dispositions,
      LongFunction<OptionalLong> nextWatermarkMs,
      KafkaConnection kafka,
      Registry registry,
      Topics topics) {
    ProgressReceivers receivers = new ProgressReceivers();
    receivers.add("the terminal", new ProgressLine(out));
    receivers.add("the totals", totals);
    receivers.add("the sums of unlisted dispositions", unlisted);
    settings
        .file()
        .ifPresent(
            file -> receivers.add("file " + file, new ProgressFile(file, ProgressFile.LIMIT)));
    receivers.add("topic " + topics.progress(), part(new ProgressTopic(kafka, registry, topics)));
    settings
        .group()
        .ifPresent(
            group ->
                receivers.add(
                    "consumer group " + group,
                    part(new GroupOffsets(kafka, group, topics.clean()))));
    settings
        .http()
        .ifPresent(
            address -> {
              ProgressMeters meters = part(new ProgressMeters(unlisted));
              receivers.add("the metrics", meters);
              QueryHealth health = new QueryHealth();
              queries.addListener(health);
              part(() -> queries.removeListener(health));
              HealthServer server =
                  part(HealthServer.start(address, health::health, meters::scrape));
              out.println("health and metrics at " + server.url());
            });
    BatchProgressListener listener =
        new BatchProgressListener(
            topics.clean(), countedBy, dispositions::take, nextWatermarkMs, receivers);
    queries.addListener(listener);
    part(() -> queries.removeListener(listener));
    queries.addListener(totals);
    part(() -> queries.removeListener(totals));
  }

  /**
   * Waits until the last progress of a query that has ended has come.
   *
   * @param limit after which it is given up, so that the program ends
   */
  public void awaitLast(Duration limit) throws InterruptedException {
    totals.awaitLast(limit);
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  /** Ends, and prints what must be told once. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the progress report did not end well", e);
      }
    }
    out.println(totals.line());
    unlisted.print(out);
  }
}
