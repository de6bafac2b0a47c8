package org.sfcalls.benchmarks.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.JobSession;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one query runs, round after round. It reads a folder a line from its standard
 * input, runs the query to the end of its topic with its checkpoint there, and prints {@code done}
 * and the run's figures, each {@code NAME=NUMBER}, or {@code failed WHY}. When its input ends,
 * however that comes about, it ends.
 */
final class QueryMain {
  private QueryMain() {}

  /**
   * Arguments: query, broker, registry, topic prefix, partitions, most records of a batch, radio
   * codes, cores, folder for temporary files.
   */
  public static void main(String[] arguments) throws IOException {
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
    Orders.serve(
        folder ->
            QueryFigures.text(
                new QueryRun(session(query, cores, temporary), query, setting)
                    .toTheEnd(Path.of(folder))));
  }

  /** The session: made at the first run, the same for all. Its settings are the analytics job's. */
  private static SparkSession session(Query query, int cores, String temporary) {
    SparkSession spark =
        JobSessions.builder("sfcalls-bench-" + query, cores, temporary)
            .config("spark.sql.session.timeZone", query.timeZone())
            .config("spark.sql.shuffle.partitions", cores)
            .getOrCreate();
    JobSession.cheapBatches(spark);
    return spark;
  }
}
