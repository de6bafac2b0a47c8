package org.sfcalls.benchmarks.spark;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Where the rows of every query that counts go: next to nothing, and yet enough to find out
 * afterwards whether the counts are right. Of each row a local file has 16 bytes: a hash of the
 * row's key, for which every column has to be there, and its count.
 *
 * <p>A file is {@code BATCH-PARTITION}; batches in their order give the latest count of each key.
 */
final class TallyFiles {
  private static final int BUFFER_BYTES = 64 * 1024;

  private TallyFiles() {}

  static Dataset<Row> rows(Dataset<Row> counts) {
    return counts.select(
        xxhash64(
                col("windowStart"),
                col("windowEnd"),
                col("type"),
                col("disposition"),
                col("description"))
            .as("key"),
        col("count"));
  }

  /** Writes {@link #rows} of a batch; the folder must exist. */
  static void write(Dataset<Row> rows, Path folder, long batch) {
    String path = folder.resolve("%010d-".formatted(batch)).toString();
    // Spark's own rows: objects of them would cost more than the writing.
    rows.queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(
            (VoidFunction<Iterator<InternalRow>>)
                part ->
                    write(part, Path.of(path + "%05d".formatted(TaskContext.getPartitionId()))));
  }

  private static void write(Iterator<InternalRow> rows, Path file) throws IOException {
    if (!rows.hasNext()) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel out = FileChannel.open(file, CREATE_NEW, WRITE)) {
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        buffer.putLong(row.getLong(0)).putLong(row.getLong(1));
        if (!buffer.hasRemaining() || !rows.hasNext()) {
          out.write(buffer.flip());
          buffer.clear();
        }
      }
    }
  }
}
