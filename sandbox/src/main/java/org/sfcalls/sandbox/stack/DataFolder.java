package org.sfcalls.sandbox.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.process.MachineFault;

/**
 * The folder that holds everything a stack keeps: topics, schemas, state, checkpoints and logs.
 *
 * <p>A marker file shows that the folder is the sandbox's own. It is also the lock: one launcher at
 * a time. A folder with other contents and no marker is never touched. Nobody but its owner may
 * look into it, and no link in it is followed for writing.
 */
public final class DataFolder implements AutoCloseable {

  /** Name of the marker file. */
  static final String MARKER = ".sfcalls-data";

  /** Name in it of the folder for temporary files of all programs. */
  static final String TEMPORARY = "temporary";

  private final Path path;
  private final FileChannel marker;

  private DataFolder(Path path, FileChannel marker) {
    this.path = path;
    this.marker = marker;
  }

  /**
   * Opens the folder, makes it where it is missing, and locks it.
   *
   * @param fresh whether to delete what is in it
   * @throws SandboxException when the folder is not the sandbox's, can't be written, or another
   *     launcher uses it
   */
  public static DataFolder open(Path folder, boolean fresh) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      if (Files.exists(path)) {
        // The folder may be a link, which stays; what it leads to is meant.
        path = path.toRealPath();
      }
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw SandboxException.refused(path + " is a file; the data needs a folder");
      }
      // In this order: a launcher that makes the folder now makes the marker first.
      if (!isEmpty(path) && !Files.isRegularFile(path.resolve(MARKER), LinkOption.NOFOLLOW_LINKS)) {
        throw SandboxException.refused(
            path
                + " holds other files and no "
                + MARKER
                + ", so it is not the sandbox's: nothing was changed; name another with --data");
      }
      Files.createDirectories(path);
      if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      DataFolder opened = new DataFolder(path, lock(path.resolve(MARKER)));
      try {
        if (fresh) {
          opened.empty();
        }
        opened.requireWritable();
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      for (String name : List.of(TEMPORARY, "logs")) {
        Files.createDirectories(path.resolve(name));
      }
      return opened;
    } catch (IOException e) {
      throw cannotUse(path, e);
    }
  }

  /**
   * Refuses a folder that another launcher uses now, and changes nothing. Asked before the ports
   * are: the other launcher mostly has these, too, and is what the user must know of.
   *
   * @throws SandboxException when another launcher uses it
   */
  public static void requireUnused(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve(MARKER);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      requireLock(channel, file);
    } catch (IOException e) {
      throw cannotUse(folder, e);
    }
  }

  private static SandboxException cannotUse(Path folder, IOException refused) {
    if (MachineFault.isFullDisk(refused)) {
      return SandboxException.refused(MachineFault.full(folder));
    }
    return SandboxException.refused(
        "can't use the data folder "
            + folder
            + ": "
            + MachineFault.reason(refused)
            + "; give it to this user, or name another with --data");
  }

  /** The folder itself. */
  public Path path() {
    return path;
  }

  /** A file or folder in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** The log of the program with this name. */
  public Path log(String program) {
    return path.resolve("logs").resolve(program + ".log");
  }

  /** For temporary files of all programs. */
  public Path temporary() {
    return path.resolve(TEMPORARY);
  }

  /** Unlocks the folder and leaves it as it is. */
  @Override
  public void close() {
    try {
      marker.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't unlock " + path, e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      requireLock(channel, file);
    } catch (SandboxException e) {
      channel.close();
      throw e;
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static void requireLock(FileChannel channel, Path file) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw SandboxException.refused(
          "another sfcalls"
              + holder(file).map(holder -> " (process " + holder + ")").orElse("")
              + " uses "
              + file.getParent()
              + "; stop it, or name another folder with --data");
    }
  }

  /** Another user may have run a stack here, as sudo does. No deeper: a state has many files. */
  private void requireWritable() throws IOException {
    try (Stream<Path> files = Files.walk(path, 2)) {
      Optional<Path> refused =
          files.filter(file -> !Files.isSymbolicLink(file) && !Files.isWritable(file)).findFirst();
      if (refused.isPresent()) {
        throw new FileSystemException(
            path.toString(), null, "this user may not write " + refused.get());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The process that has the lock. It writes its number a moment after it got the lock. */
  private static Optional<String> holder(Path file) throws IOException {
    for (int look = 0; look < 20; look++) {
      String number = Files.readString(file).strip();
      if (number.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(number)).isPresent()) {
        return Optional.of(number);
      }
      LockSupport.parkNanos(50_000_000);
    }
    return Optional.empty();
  }

  private void empty() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(path.resolve(MARKER))) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!folder.equals(path)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
