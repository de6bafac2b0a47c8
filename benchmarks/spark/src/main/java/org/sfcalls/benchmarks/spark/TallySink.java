package org.sfcalls.benchmarks.spark;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The sink of every query that counts: next to nothing, like Spark's {@code noop}, and yet enough
 * to find out afterwards whether the counts are right. Of each row it keeps 16 bytes in a local
 * file: a hash of the row's key, for which every column has to be there, and its count.
 *
 * <p>A file is {@code BATCH-PARTITION}; batches in their order give the latest count of each key.
 */
public final class TallySink implements TableProvider {

  /** Option: the folder for the files; it must exist. */
  static final String FOLDER = "folder";

  private static final StructType SCHEMA =
      new StructType().add("key", DataTypes.LongType).add("count", DataTypes.LongType);
  private static final int ROW_BYTES = 2 * Long.BYTES;

  /** For Spark, which makes it by name. */
  public TallySink() {}

  /** The rows that the sink takes, of rows with the columns of the counts. */
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

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new TallyTable(properties.get(FOLDER));
  }

  private record TallyTable(String folder) implements Table, SupportsWrite {
    @Override
    public StructType schema() {
      return SCHEMA;
    }

    @Override
    public String name() {
      return "tally";
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_WRITE, TableCapability.STREAMING_WRITE);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new TallyWriteBuilder(folder);
    }
  }

  private record TallyWriteBuilder(String folder)
      implements WriteBuilder, SupportsStreamingUpdateAsAppend {
    @Override
    public Write build() {
      return new TallyWrite(folder);
    }
  }

  private record TallyWrite(String folder) implements Write, BatchWrite, StreamingWrite {
    @Override
    public BatchWrite toBatch() {
      return this;
    }

    @Override
    public StreamingWrite toStreaming() {
      return this;
    }

    @Override
    public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
      return new TallyWriters(folder);
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
      return new TallyWriters(folder);
    }

    @Override
    public boolean useCommitCoordinator() {
      return false;
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {}

    @Override
    public void abort(WriterCommitMessage[] messages) {}

    @Override
    public void commit(long batch, WriterCommitMessage[] messages) {}

    @Override
    public void abort(long batch, WriterCommitMessage[] messages) {}
  }

  private record TallyWriters(String folder)
      implements DataWriterFactory, StreamingDataWriterFactory {
    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task) {
      return createWriter(partition, task, 0);
    }

    @Override
    public DataWriter<InternalRow> createWriter(int partition, long task, long batch) {
      return new TallyWriter(Path.of(folder, "%010d-%05d".formatted(batch, partition)));
    }
  }

  private static final class TallyWriter implements DataWriter<InternalRow> {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096 * ROW_BYTES);
    private final Path path;
    private FileChannel file;

    TallyWriter(Path path) {
      this.path = path;
    }

    @Override
    public void write(InternalRow row) throws IOException {
      if (buffer.remaining() < ROW_BYTES) {
        flush();
      }
      buffer.putLong(row.getLong(0)).putLong(row.getLong(1));
    }

    private void flush() throws IOException {
      if (file == null) {
        file = FileChannel.open(path, CREATE_NEW, WRITE);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      buffer.clear();
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
      flush();
      return null;
    }

    @Override
    public void abort() throws IOException {
      Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }
}
