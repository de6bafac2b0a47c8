package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a machine refuses to programs - room on a disk, files, memory, rights - in words for the
 * user: what it is, and what to do.
 */
public final class MachineFault {

  /** With less, no program of ours can write on. */
  private static final long LEAST_FREE_BYTES = 1024 * 1024;

  private static final Pattern DISK =
      Pattern.compile("No space left on device|Disk quota exceeded");
  private static final Pattern FILES = Pattern.compile("Too many open files");
  private static final Pattern THREADS = Pattern.compile("unable to create (new )?native thread");
  private static final Pattern HEAP =
      Pattern.compile(
          "java\\.lang\\.OutOfMemoryError|Initial heap size set to a larger value"
              + "|Too small maximum heap");
  private static final Pattern MEMORY =
      Pattern.compile(
          "insufficient memory for the Java Runtime|Could not reserve enough space"
              + "|Cannot allocate memory");
  private static final Pattern RIGHTS =
      Pattern.compile("AccessDeniedException|Permission denied|Read-only file system");

  /** Of H2, in the registry, and of Kafka. */
  private static final Pattern DAMAGE =
      Pattern.compile("MVStoreException|Record is corrupt|CorruptRecordException");

  private MachineFault() {}

  /**
   * The fault that ended a program.
   *
   * @param program its name
   * @param log the last lines of its log
   * @param folder where it writes
   * @return a sentence; empty when the log shows no such fault, and {@code folder} has room
   */
  static Optional<String> in(String program, String log, Path folder) {
    if (DISK.matcher(log).find()) {
      return Optional.of(full(folder));
    }
    if (FILES.matcher(log).find()) {
      return Optional.of(
          program
              + " may not open enough files: raise the limit (ulimit -n 65536) and start again");
    }
    if (THREADS.matcher(log).find()) {
      return Optional.of(
          program
              + " may not start enough threads: raise the limit of processes (ulimit -u) and start"
              + " again");
    }
    if (HEAP.matcher(log).find()) {
      return Optional.of(
          "the heap of "
              + program
              + " is too small: "
              + (System.getenv("_JAVA_OPTIONS") == null
                  ? "start again with _JAVA_OPTIONS=-Xmx2g in the environment, which every program"
                      + " follows"
                  : "the variable _JAVA_OPTIONS overrides it; take -Xmx and -Xms out, or raise"
                      + " -Xmx, and start again"));
    }
    if (MEMORY.matcher(log).find()) {
      return Optional.of(
          "the machine has too little free memory for " + program + ": end others, or add memory");
    }
    if (DAMAGE.matcher(log).find()) {
      return Optional.of(
          "a file in "
              + folder
              + " is damaged, the log says which: put the folder back from a copy, or start over with"
              + " --fresh; and check the disk");
    }
    Optional<String> full = fullDisk(folder);
    if (full.isEmpty() && RIGHTS.matcher(log).find()) {
      return Optional.of(
          program
              + " may not write a file of "
              + folder
              + ": give the folder with all that is in it to this user (chown -R), or name another"
              + " with --data");
    }
    return full;
  }

  /**
   * That the disk of a folder is full; empty when it is not, or can't be known.
   *
   * @param folder must exist
   */
  public static Optional<String> fullDisk(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < LEAST_FREE_BYTES
          ? Optional.of(full(folder))
          : Optional.empty();
    } catch (IOException e) {
      // What failed has a message of its own, and this one would only add to it.
      return Optional.empty();
    }
  }

  /** Whether the operating system refused it for want of room. */
  public static boolean isFullDisk(IOException refused) {
    return DISK.matcher(String.valueOf(refused.getMessage())).find();
  }

  /** That the disk of this folder is full, and what to do. */
  public static String full(Path folder) {
    return "the disk of "
        + folder
        + " is full: free some space, or name a folder on another disk with --data; nothing that was"
        + " acknowledged is lost";
  }

  /** Why the operating system refused an access to a file, in a few words. */
  public static String reason(IOException refused) {
    if (refused instanceof AccessDeniedException) {
      return "this user may not";
    }
    if (refused instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    return refused instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getReason()
        : String.valueOf(refused.getMessage());
  }
}
