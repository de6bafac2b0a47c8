package org.sfcalls.benchmarks.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.JobSession;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The JVM in which one query runs, round after round. It reads a folder a line from its standard
 * input, runs the query to the end of its topic with its checkpoint there, and prints {@code done}
 * and the run's figures, each {@code NAME=NUMBER}, or {@code failed WHY}. When its input ends,
 * however that comes about, it ends.
 */
final class QueryMain {
  private static final Logger LOG = LoggerFactory.getLogger(QueryMain.class);

  private QueryMain() {}

  /**
   * Arguments: query, broker, registry, topic prefix, partitions, most records of a batch, radio
   * codes, cores, folder for temporary files.
   */
  public static void main(String[] arguments) throws IOException {
    // A terminal sends Ctrl-C to every process; this one is ended by the one that started it.
    Signal.handle(new Signal("INT"), signal -> LOG.info("Ctrl-C is left to the launcher"));
    Query query = Query.valueOf(arguments[0]);
    Setting setting =
        new Setting(
            arguments[1],
            arguments[2],
            Topics.withPrefix(arguments[3]),
            Integer.parseInt(arguments[4]),
            Long.parseLong(arguments[5]),
            arguments[6]);
    int cores = Integer.parseInt(arguments[7]);
    String temporary = arguments[8];
    ExecutorService runs = Executors.newSingleThreadExecutor();
    try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      String folder;
      while ((folder = orders.readLine()) != null) {
        Path path = Path.of(folder);
        runs.execute(
            () ->
                System.out.println(
                    outcome(new QueryRun(session(query, cores, temporary), query, setting), path)));
      }
    }
    // Whatever still runs, nobody waits for it.
    Runtime.getRuntime().halt(0);
  }

  private static String outcome(QueryRun run, Path folder) {
    try {
      return "done " + QueryFigures.text(run.toTheEnd(folder));
    } catch (Exception e) {
      LOG.error("the run failed", e);
      return "failed " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  /** The session: made at the first run, the same for all. Its settings are the analytics job's. */
  private static SparkSession session(Query query, int cores, String temporary) {
    SparkSession spark = newSession(query, cores, temporary);
    JobSession.cheapBatches(spark);
    return spark;
  }

  private static SparkSession newSession(Query query, int cores, String temporary) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .appName("sfcalls-bench-" + query)
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", temporary)
        .config("spark.sql.session.timeZone", query.timeZone())
        .config("spark.sql.shuffle.partitions", cores)
        .config("spark.sql.streaming.multipleWatermarkPolicy", "min")
        .config(CallStream.ONE_STATEFUL_OPERATOR, false)
        .config(CallCounts.BATCHES_WITHOUT_CALLS, false)
        // Every batch's figures are wanted.
        .config("spark.sql.streaming.numRecentProgressUpdates", 1_000_000)
        .getOrCreate();
  }
}
