package org.sfcalls.analytics.reading;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsAdmissionControl;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A streaming source of two columns, {@code partition} and {@code clockMs}: the marks of partitions
 * while they are idle, and of all when the input has ended. Its offset is the marks themselves, so
 * a batch that is run again after a crash sees the same ones.
 *
 * <p>Options: {@code activity} (handle of what makes the marks in this driver) and {@code
 * partitions} (how many there are).
 */
public final class IdleMarkSource implements TableProvider {

  private static final StructType SCHEMA =
      new StructType().add("partition", DataTypes.IntegerType).add("clockMs", DataTypes.LongType);
  private static final Map<String, Makers> MAKERS = new ConcurrentHashMap<>();

  private record Makers(PartitionActivity activity, InputEnd end) {}

  /** Makes these known to sources of this driver; gives the handle for their option. */
  static String register(PartitionActivity activity, InputEnd end) {
    String handle = UUID.randomUUID().toString();
    MAKERS.put(handle, new Makers(activity, end));
    return handle;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return SCHEMA;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new MarkTable();
  }

  private static final class MarkTable implements SupportsRead {
    @Override
    public String name() {
      return "idle marks";
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public StructType schema() {
      return SCHEMA;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return () ->
          new Scan() {
            @Override
            public StructType readSchema() {
              return SCHEMA;
            }

            @Override
            public MicroBatchStream toMicroBatchStream(String checkpoint) {
              return new MarkStream(
                  MAKERS.get(options.get("activity")),
                  options.getInt("partitions", 0),
                  // A source's own folder is CHECKPOINT/sources/NUMBER.
                  new Path(checkpoint).getParent().getParent().toString());
            }
          };
    }
  }

  /** The newest mark of each partition, epoch milliseconds; {@link #NONE} where it has none. */
  private static final class Marks extends Offset {
    private static final long NONE = -1;
    private static final Pattern COMMA = Pattern.compile(",");

    private final long[] byPartition;

    Marks(long[] byPartition) {
      this.byPartition = byPartition;
    }

    static Marks none(int partitions) {
      long[] none = new long[partitions];
      Arrays.fill(none, NONE);
      return new Marks(none);
    }

    /** As in a checkpoint: a JSON array of numbers. */
    static Marks parse(String json) {
      return new Marks(
          COMMA
              .splitAsStream(json.substring(1, json.length() - 1))
              .mapToLong(mark -> Long.parseLong(mark.strip()))
              .toArray());
    }

    @Override
    public String json() {
      return Arrays.toString(byPartition);
    }
  }

  private static final class MarkStream implements MicroBatchStream, SupportsAdmissionControl {
    private final Makers makers;
    private final int partitions;
    private final String checkpoint;

    MarkStream(Makers makers, int partitions, String checkpoint) {
      this.makers = makers;
      this.partitions = partitions;
      this.checkpoint = checkpoint;
    }

    @Override
    public Offset initialOffset() {
      return Marks.none(partitions);
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
      long[] marks = ((Marks) start).byPartition.clone();
      for (int partition = 0; partition < marks.length; partition++) {
        marks[partition] =
            Math.max(marks[partition], makers.activity().idleMark(partition).orElse(Marks.NONE));
      }
      return new Marks(makers.end().marks(marks, checkpoint));
    }

    @Override
    public Offset latestOffset() {
      throw new UnsupportedOperationException("Spark asks with the start offset");
    }

    @Override
    public Offset deserializeOffset(String json) {
      return Marks.parse(json);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
      long[] before = ((Marks) start).byPartition;
      long[] marks = ((Marks) end).byPartition;
      int[] moved = IntStream.range(0, marks.length).filter(p -> marks[p] > before[p]).toArray();
      return moved.length == 0
          ? new InputPartition[0]
          : new InputPartition[] {
            new MovedMarks(moved, Arrays.stream(moved).mapToLong(p -> marks[p]).toArray())
          };
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      return new MarkReaderFactory();
    }

    @Override
    public void commit(Offset end) {}

    @Override
    public void stop() {}
  }

  private record MovedMarks(int[] partitions, long[] marks) implements InputPartition {}

  private static final class MarkReaderFactory implements PartitionReaderFactory, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition split) {
      MovedMarks moved = (MovedMarks) split;
      return new PartitionReader<>() {
        private int at = -1;

        @Override
        public boolean next() {
          return ++at < moved.marks().length;
        }

        @Override
        public InternalRow get() {
          return new GenericInternalRow(new Object[] {moved.partitions()[at], moved.marks()[at]});
        }

        @Override
        public void close() {}
      };
    }
  }
}
