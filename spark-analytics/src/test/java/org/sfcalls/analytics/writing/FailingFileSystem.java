package org.sfcalls.analytics.writing;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local file system, at whose every rename and deletion something goes wrong: the first time
 * before it is done, the second time right after. What Spark does in its own temporary folders goes
 * well.
 */
public final class FailingFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "failing";

  private static final Map<String, Integer> ATTEMPTS = new HashMap<>();

  /** Failures so far, of all instances. */
  static synchronized int failures() {
    return ATTEMPTS.values().stream().mapToInt(attempts -> Math.min(attempts, 2)).sum();
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return failing("rename to " + to, to, () -> super.rename(from, to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return failing("delete " + path, path, () -> super.delete(path, recursive));
  }

  private interface Change {
    boolean make() throws IOException;
  }

  private static boolean failing(String what, Path path, Change change) throws IOException {
    if (path.toString().contains("_writing")) {
      return change.make();
    }
    int attempt;
    synchronized (FailingFileSystem.class) {
      attempt = ATTEMPTS.merge(what, 1, Integer::sum);
    }
    if (attempt == 1) {
      throw new IOException("died before " + what);
    }
    boolean done = change.make();
    if (attempt == 2) {
      throw new IOException("died after " + what);
    }
    return done;
  }
}
