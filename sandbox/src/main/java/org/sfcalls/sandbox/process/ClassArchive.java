package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A program's archive of loaded classes (the JDK's class-data sharing, JEP 350): with it a JVM maps
 * its classes in place of reading, parsing and verifying them.
 *
 * <p>A program that has no archive, or one that is older than one of its jars, writes it when it
 * ends; its next start uses it. Where the folder can't be written, there is none, and nothing else
 * changes. The JVM itself checks that an archive fits its version and class path, and does without
 * it otherwise.
 */
public final class ClassArchive {

  /** After the process number of the launcher. */
  private static final String UNFINISHED = ".tmp";

  private final Path file;
  private final Path unfinished;
  private final boolean used;
  private final boolean written;

  private ClassArchive(Path file, boolean used, boolean written) {
    this.file = file;
    this.unfinished =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + UNFINISHED);
    this.used = used;
    this.written = written;
  }

  /**
   * The archive of a program.
   *
   * @param folder where archives are
   * @param program its name
   * @param classPath as {@code -cp} takes it, of jars and folders of jars ({@code lib/*})
   * @throws UncheckedIOException when the class path can't be listed
   */
  public static ClassArchive of(Path folder, String program, String classPath) {
    Path file = folder.resolve(program + "-" + Runtime.version() + ".jsa");
    boolean used = isNewer(file, classPath);
    boolean written = !used && isWritable(folder);
    if (written) {
      deleteUnfinished(file);
    }
    return new ClassArchive(file, used, written);
  }

  /** Those of launchers that were killed. */
  private static void deleteUnfinished(Path file) {
    String name = file.getFileName() + ".";
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(file.getParent(), "*" + UNFINISHED)) {
      for (Path left : found) {
        String other = left.getFileName().toString();
        if (other.startsWith(name) && !isRunning(other.substring(name.length()))) {
          Files.deleteIfExists(left);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't clean " + file.getParent(), e);
    }
  }

  private static boolean isRunning(String unfinished) {
    long launcher =
        Long.parseLong(unfinished.substring(0, unfinished.length() - UNFINISHED.length()));
    return ProcessHandle.of(launcher).isPresent();
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder);
    } catch (IOException e) {
      // A read-only installation starts without archives.
      return false;
    }
  }

  private static boolean isNewer(Path file, String classPath) {
    try {
      if (!Files.exists(file)) {
        return false;
      }
      FileTime made = Files.getLastModifiedTime(file);
      for (Path jar : jars(classPath)) {
        if (Files.getLastModifiedTime(jar).compareTo(made) >= 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the class path " + classPath, e);
    }
  }

  private static List<Path> jars(String classPath) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String element : classPath.split(":")) {
      if (element.endsWith("/*")) {
        Path folder = Path.of(element.substring(0, element.length() - 2));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
          found.forEach(jars::add);
        }
      } else {
        jars.add(Path.of(element));
      }
    }
    return jars;
  }

  /** JVM options that use the archive, or have it written at the program's end, or none. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    if (used || written) {
      options.add(
          used ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + unfinished);
      // About an archive that does not fit, and classes that can't be archived: nobody's concern.
      options.add("-Xlog:cds*=off");
      options.add("-Xlog:class+path=off");
    }
    return options;
  }

  /** Whether the program writes the archive when it ends, which takes it some seconds. */
  public boolean isWritten() {
    return written;
  }

  /**
   * Keeps what the program has written; to be called when it has ended by itself.
   *
   * @throws UncheckedIOException when it can't be kept
   */
  public synchronized void keep() {
    try {
      if (written && Files.exists(unfinished)) {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep the class archive " + file, e);
    }
  }
}
