package org.sfcalls.ingest.preflight;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sfcalls.access.CommandFailure;

/**
 * The folder of an instance's state stores, which no other instance uses as long as this is open.
 * Kafka Streams itself looks at the folder only for stores on disk.
 */
public final class StateFolder implements AutoCloseable {
  private final FileChannel lock;

  private StateFolder(FileChannel lock) {
    this.lock = lock;
  }

  /**
   * Makes the folder where there is none, and keeps other instances of the application out of it.
   *
   * @throws CommandFailure when it can't be written, or another instance uses it
   */
  public static StateFolder claim(Path folder, String applicationId) {
    Path file = folder.resolve(applicationId + ".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new StateFolder(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new CommandFailure(
          "the state folder "
              + folder.toAbsolutePath()
              + " can't be written ("
              + e
              + "): set --state-dir to a folder that this user can write",
          e);
    }
    throw new CommandFailure(
        "another instance of "
            + applicationId
            + " uses the state folder "
            + folder.toAbsolutePath()
            + ": give each instance a --state-dir of its own");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Lets other instances in. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new CommandFailure("the state folder can't be unlocked: " + e.getMessage(), e);
    }
  }
}
