package org.sfcalls.tools.replay;

import com.fasterxml.sort.DataReader;
import com.fasterxml.sort.DataReaderFactory;
import com.fasterxml.sort.DataWriter;
import com.fasterxml.sort.DataWriterFactory;
import com.fasterxml.sort.IterableSorterException;
import com.fasterxml.sort.IteratingSorter;
import com.fasterxml.sort.SortConfig;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.sfcalls.tools.command.StopSignal;

/**
 * The calls of another source, oldest first; calls of the same time keep their order, and a record
 * without a readable time stays behind the one that it followed. Sorts on disk what the memory does
 * not hold, in files that are gone once the source is closed.
 */
final class EventTimeOrder implements CallSource {

  private static final Comparator<RawCall> ORDER =
      Comparator.comparingLong(RawCall::time).thenComparingLong(RawCall::position);

  /** Objects and references that hold a call in memory, beside its bytes. */
  private static final int OVERHEAD_BYTES = 96;

  private final CallSource unsorted;
  private final long memoryBytes;
  private final Path parent;
  private final StopSignal stop;
  private final LongConsumer whileReading;
  private Path folder;
  private IteratingSorter<RawCall> sorter;
  private Iterator<RawCall> sorted;

  /**
   * @param memoryBytes calls that are held in memory at once
   * @param parent folder in which the temporary files get a folder of their own
   * @param stop ends the sorting early, and then there are no calls
   * @param whileReading is told of the calls read so far
   */
  EventTimeOrder(
      CallSource unsorted,
      long memoryBytes,
      Path parent,
      StopSignal stop,
      LongConsumer whileReading) {
    this.whileReading = whileReading;
    this.unsorted = unsorted;
    this.memoryBytes = memoryBytes;
    this.parent = parent;
    this.stop = stop;
  }

  @Override
  public RawCall next() throws IOException {
    try {
      if (sorted == null) {
        sort();
      }
      return sorted.hasNext() ? sorted.next() : null;
    } catch (StoppedException e) {
      return null;
    } catch (IterableSorterException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  private void sort() throws IOException {
    folder = Files.createTempDirectory(parent, "sfcalls-replay-");
    SortConfig config =
        new SortConfig()
            .withMaxMemoryUsage(memoryBytes)
            .withTempFileProvider(() -> File.createTempFile("sorted-", ".calls", folder.toFile()));
    sorter = new IteratingSorter<>(config, new StoredCalls(), new CallStore(), ORDER);
    sorted = sorter.sort(new Unsorted());
  }

  @Override
  public long read() {
    return unsorted.read();
  }

  @Override
  public void close() throws IOException {
    unsorted.close();
    if (sorter != null) {
      sorter.close();
    }
    if (folder != null) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static int sizeInMemory(RawCall call) {
    return call.value().length + (call.key() == null ? 0 : call.key().length) + OVERHEAD_BYTES;
  }

  private final class Unsorted extends DataReader<RawCall> {
    @Override
    public RawCall readNext() throws IOException {
      if (stop.stopped()) {
        throw new StoppedException();
      }
      whileReading.accept(unsorted.read());
      return unsorted.next();
    }

    @Override
    public int estimateSizeInBytes(RawCall call) {
      return sizeInMemory(call);
    }

    @Override
    public void close() {
      // The source is closed with this one, whatever the sorter does.
    }
  }

  private static final class CallStore extends DataWriterFactory<RawCall> {
    @Override
    public DataWriter<RawCall> constructWriter(OutputStream file) {
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file, 1 << 16));
      return new DataWriter<>() {
        @Override
        public void writeEntry(RawCall call) throws IOException {
          out.writeLong(call.position());
          out.writeLong(call.time());
          out.writeInt(call.key() == null ? -1 : call.key().length);
          if (call.key() != null) {
            out.write(call.key());
          }
          out.writeInt(call.value().length);
          out.write(call.value());
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }
  }

  private static final class StoredCalls extends DataReaderFactory<RawCall> {
    @Override
    public DataReader<RawCall> constructReader(InputStream file) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16));
      return new DataReader<>() {
        @Override
        public RawCall readNext() throws IOException {
          long position;
          try {
            position = in.readLong();
          } catch (EOFException end) {
            return null;
          }
          long time = in.readLong();
          int keyLength = in.readInt();
          byte[] key = keyLength < 0 ? null : bytes(keyLength);
          return new RawCall(position, time, key, bytes(in.readInt()));
        }

        private byte[] bytes(int length) throws IOException {
          byte[] bytes = new byte[length];
          in.readFully(bytes);
          return bytes;
        }

        @Override
        public int estimateSizeInBytes(RawCall call) {
          return sizeInMemory(call);
        }

        @Override
        public void close() throws IOException {
          in.close();
        }
      };
    }
  }
}
