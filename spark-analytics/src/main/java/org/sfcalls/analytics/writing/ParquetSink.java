package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WindowSpec;

/**
 * Final windows as Parquet files: each (window, group) once, with its last total, whatever crashes
 * and is run again.
 *
 * <p>A window becomes final when the watermark reaches its end, mostly in a batch that does not
 * touch it. So the sink keeps the latest totals of the open windows itself, a generation for each
 * batch:
 *
 * <pre>
 * DIR/query                               id of the query that writes here
 * DIR/open/batch-12/state=open/...        latest totals of the windows open after batch 12
 * DIR/open/batch-12/state=final/date=.../ windows that batch 12 found closed, while they move to
 * DIR/windows/date=2018-12-01/batch-12-*  what readers read
 * </pre>
 *
 * <p>A batch makes its generation from the one before and its own counts, in one Spark job, under
 * another name; a rename makes it valid. Then its final files are moved, one rename each, so no
 * reader sees half a file and a file that has moved can't move again. Only then the earlier
 * generation is deleted. A batch that comes again finds its generation and goes on with the moving,
 * or finds the earlier one and begins anew.
 *
 * <p>Needs a file system whose rename is atomic: a local or HDFS folder, not an object store. What
 * it holds is bounded by the windows that are open; nothing is collected in the driver. The date is
 * that of the window's start in San Francisco.
 */
public final class ParquetSink implements Sink {

  private static final ZoneId SAN_FRANCISCO = ZoneId.of("America/Los_Angeles");
  private static final String GENERATION = "batch-";

  private static final StructType WINDOW = window();

  /** Columns that tell one total from another. */
  private static final Column[] KEY = columns(WINDOW.length() - 2);

  private static final UserDefinedFunction DATE =
      udf(
          (UDF1<Timestamp, String>)
              start -> start.toInstant().atZone(SAN_FRANCISCO).toLocalDate().toString(),
          DataTypes.StringType);

  private final Path root;
  private final Path windows;
  private final Path open;
  private final StreamedQuery query;
  private final WindowSpec spec;

  /**
   * @param folder where it writes; its own, for one query
   */
  public ParquetSink(String folder, StreamedQuery query, WindowSpec spec) {
    this.root = new Path(folder);
    this.windows = new Path(root, "windows");
    this.open = new Path(root, "open");
    this.query = query;
    this.spec = spec;
  }

  /**
   * Keeps the batch's counts and moves out the windows that the watermark has passed.
   *
   * @throws IllegalStateException when the folder belongs to another query, or lacks what this
   *     query counted before
   * @throws UncheckedIOException when the folder can't be written
   */
  @Override
  public void write(Dataset<Row> outcomes, long batch) {
    try {
      FileSystem files = root.getFileSystem(outcomes.sparkSession().sessionState().newHadoopConf());
      claim(files);
      if (isNewest(files, batch)) {
        // Decided before the crash. The batch's state must be computed all the same.
        outcomes.write().format("noop").mode(SaveMode.Overwrite).save();
      } else {
        decide(files, outcomes, batch);
      }
      publish(files, batch);
      for (FileStatus entry : entries(files, open)) {
        if (!entry.getPath().equals(files.makeQualified(generation(batch)))) {
          files.delete(entry.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("--parquet " + root + ": " + e.getMessage(), e);
    }
  }

  private void claim(FileSystem files) throws IOException {
    Path owner = new Path(root, "query");
    String id = query.id();
    try (InputStream in = files.open(owner)) {
      String other = new String(in.readAllBytes(), UTF_8);
      if (!other.equals(id)) {
        throw new IllegalStateException(
            "--parquet "
                + root
                + " holds the windows of another query ("
                + other
                + ", this one is "
                + id
                + "): name another folder, or delete this one");
      }
      return;
    } catch (FileNotFoundException notYet) {
      for (FileStatus entry : entries(files, root)) {
        if (!entry.getPath().getName().startsWith("query")) {
          throw new IllegalStateException(
              "--parquet "
                  + root
                  + " is not empty and holds no windows of this job: name another folder",
              notYet);
        }
      }
    }
    Path draft = new Path(root, "query.draft");
    try (OutputStream out = files.create(draft, true)) {
      out.write(id.getBytes(UTF_8));
    }
    rename(files, draft, owner);
  }

  /** Whether the batch's generation is there already; refuses one that does not follow. */
  private boolean isNewest(FileSystem files, long batch) throws IOException {
    long newest = -1;
    for (FileStatus entry : entries(files, open)) {
      String name = entry.getPath().getName();
      if (name.startsWith(GENERATION)) {
        newest = Math.max(newest, Long.parseLong(name.substring(GENERATION.length())));
      }
    }
    if (newest != batch && newest != batch - 1) {
      throw new IllegalStateException(
          "--parquet "
              + root
              + (newest < 0 ? " holds no batch" : " holds the windows up to batch " + newest)
              + ", and the query goes on with batch "
              + batch
              + ": windows would be missing or come twice. The sink must be there from the query's"
              + " first batch on; begin with a new folder and a new checkpoint");
    }
    return newest == batch;
  }

  private void decide(FileSystem files, Dataset<Row> outcomes, long batch) throws IOException {
    SparkSession spark = outcomes.sparkSession();
    // Spark's default is a type that other readers take for a time without a zone.
    spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    Dataset<Row> changed =
        CallCounts.windows(outcomes, spec)
            .toDF(WINDOW.fieldNames())
            .withColumn("generation", lit(batch));
    Path before = new Path(generation(batch - 1), "state=open");
    Dataset<Row> known =
        files.exists(before)
            ? spark
                .read()
                .schema(WINDOW)
                .parquet(before.toString())
                .select(columns(WINDOW.length()))
                .withColumn("generation", lit(batch - 1))
                .union(changed)
            : changed;
    Path draft = new Path(open, "_writing");
    known
        .groupBy(KEY)
        .agg(
            max(struct(col("generation"), col("count"), col("disposition_description")))
                .as("latest"))
        .withColumn("disposition_description", col("latest.disposition_description"))
        .withColumn("count", col("latest.count"))
        .withColumn(
            "state",
            when(col("window_end").leq(lit(new Timestamp(query.watermarkMs(batch)))), "final")
                .otherwise("open"))
        .withColumn("date", DATE.apply(col("window_start")))
        .drop("latest")
        // One file for each date, not one for each date and task.
        .repartition(col("state"), col("date"))
        .sortWithinPartitions("state", "date", "window_start")
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy("state", "date")
        .parquet(draft.toString());
    rename(files, draft, generation(batch));
  }

  private static StructType window() {
    StructType window =
        new StructType()
            .add("window_start", DataTypes.TimestampType)
            .add("window_end", DataTypes.TimestampType);
    for (GroupColumn column : GroupColumn.values()) {
      window = window.add(column.field(), DataTypes.StringType);
    }
    return window
        .add("disposition_description", DataTypes.StringType)
        .add("count", DataTypes.LongType);
  }

  /** The first of {@link #WINDOW}. */
  private static Column[] columns(int first) {
    return Arrays.stream(WINDOW.fieldNames())
        .limit(first)
        .map(functions::col)
        .toArray(Column[]::new);
  }

  private void publish(FileSystem files, long batch) throws IOException {
    for (FileStatus date : entries(files, new Path(generation(batch), "state=final"))) {
      Path target = new Path(windows, date.getPath().getName());
      for (FileStatus file : entries(files, date.getPath())) {
        files.mkdirs(target);
        rename(
            files,
            file.getPath(),
            new Path(target, GENERATION + batch + "-" + file.getPath().getName()));
      }
    }
  }

  private Path generation(long batch) {
    return new Path(open, GENERATION + batch);
  }

  /** What is in a folder; nothing where it does not exist. */
  private static List<FileStatus> entries(FileSystem files, Path folder) throws IOException {
    try {
      return new ArrayList<>(List.of(files.listStatus(folder)));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static void rename(FileSystem files, Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("can't rename " + from + " to " + to);
    }
  }
}
