package org.sfcalls.analytics.reading;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
 * A streaming source of one column, {@code newest}: the marks of a partition while it is idle. Its
 * offset is the mark itself, so a batch that is run again after a crash sees the same one.
 *
 * <p>Options: {@code activity} (handle of a {@link PartitionActivity} in this driver) and {@code
 * partition}.
 */
public final class IdleMarkSource implements TableProvider {

  static final String NEWEST = "newest";

  private static final StructType SCHEMA = new StructType().add(NEWEST, DataTypes.TimestampType);
  private static final Map<String, PartitionActivity> ACTIVITIES = new ConcurrentHashMap<>();

  /** Makes this activity known to sources of this driver; gives the handle for their option. */
  static String register(PartitionActivity activity) {
    String handle = UUID.randomUUID().toString();
    ACTIVITIES.put(handle, activity);
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
                  ACTIVITIES.get(options.get("activity")), options.getInt("partition", -1));
            }
          };
    }
  }

  private static final class Mark extends Offset {
    private final long eventTimeMs;

    Mark(long eventTimeMs) {
      this.eventTimeMs = eventTimeMs;
    }

    @Override
    public String json() {
      return Long.toString(eventTimeMs);
    }
  }

  private static final class MarkStream implements MicroBatchStream, SupportsAdmissionControl {
    private static final long NONE = -1;

    private final PartitionActivity activity;
    private final int partition;

    MarkStream(PartitionActivity activity, int partition) {
      this.activity = activity;
      this.partition = partition;
    }

    @Override
    public Offset initialOffset() {
      return new Mark(NONE);
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
      long before = ((Mark) start).eventTimeMs;
      return new Mark(Math.max(before, activity.idleMark(partition).orElse(before)));
    }

    @Override
    public Offset latestOffset() {
      throw new UnsupportedOperationException("Spark asks with the start offset");
    }

    @Override
    public Offset deserializeOffset(String json) {
      return new Mark(Long.parseLong(json));
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
      long mark = ((Mark) end).eventTimeMs;
      return mark > ((Mark) start).eventTimeMs
          ? new InputPartition[] {new OneMark(mark)}
          : new InputPartition[0];
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

  private record OneMark(long eventTimeMs) implements InputPartition {}

  private static final class MarkReaderFactory implements PartitionReaderFactory, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition split) {
      long micros = ((OneMark) split).eventTimeMs() * 1_000;
      return new PartitionReader<>() {
        private boolean read;

        @Override
        public boolean next() {
          boolean first = !read;
          read = true;
          return first;
        }

        @Override
        public InternalRow get() {
          return new GenericInternalRow(new Object[] {micros});
        }

        @Override
        public void close() {}
      };
    }
  }
}
