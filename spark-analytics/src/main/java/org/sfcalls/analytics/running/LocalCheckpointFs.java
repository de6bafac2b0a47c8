package org.sfcalls.analytics.running;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system as Spark's checkpoints use it, checksums included, but rights are set
 * and links are told by the JDK. Without its native library, which comes with no Spark from Maven
 * and with few others, Hadoop starts a process for each: {@code chmod} for every file and {@code
 * readlink} for every rename, a dozen processes in every batch.
 */
public final class LocalCheckpointFs extends ChecksumFs {

  /** Hadoop's setting that names the class for local files. */
  public static final String SETTING = "fs.AbstractFileSystem.file.impl";

  /** For Hadoop, which makes it by name. */
  public LocalCheckpointFs(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(new Unchecked(conf));
  }

  /** As Hadoop's {@code RawLocalFs}, whose constructor is its own. */
  private static final class Unchecked extends DelegateToFileSystem {
    Unchecked(Configuration conf) throws IOException, URISyntaxException {
      super(
          FsConstants.LOCAL_FS_URI,
          new WithoutProcesses(),
          conf,
          FsConstants.LOCAL_FS_URI.getScheme(),
          false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    @Deprecated
    public FsServerDefaults getServerDefaults() throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public FsServerDefaults getServerDefaults(Path path) throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public boolean isValidName(String name) {
      return true;
    }
  }

  private static final class WithoutProcesses extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      if (permission.getStickyBit()
          || Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
        super.setPermission(path, permission);
        return;
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permission.toString()));
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }
}
