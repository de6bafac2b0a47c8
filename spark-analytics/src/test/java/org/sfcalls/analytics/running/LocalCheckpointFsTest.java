package org.sfcalls.analytics.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.FileContextBasedCheckpointFileManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCheckpointFsTest {

  @TempDir Path folder;

  private final Configuration conf = new Configuration();

  @Test
  void aCheckpointFileIsWrittenWithoutAnyProcess() throws Exception {
    assertThat(processesOfAWrite("hadoops-own")).as("what Hadoop's own class starts").isNotEmpty();

    conf.set(LocalCheckpointFs.SETTING, LocalCheckpointFs.class.getName());
    assertThat(processesOfAWrite("ours")).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadBackItsChecksumBesideIt() throws Exception {
    conf.set(LocalCheckpointFs.SETTING, LocalCheckpointFs.class.getName());
    write("file", "one");
    write("file", "two");

    try (var in = manager().open(hadoopPath("file"))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("two");
    }
    assertThat(folder.resolve(".file.crc")).exists();
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("file", ".file.crc");
    }
  }

  @Test
  void rightsAreSetAndALinkIsToldFromAFile() throws Exception {
    conf.set(LocalCheckpointFs.SETTING, LocalCheckpointFs.class.getName());
    write("file", "text");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    LocalCheckpointFs fs = new LocalCheckpointFs(folder.toUri(), conf);
    fs.setPermission(hadoopPath("file"), new FsPermission("640"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("file"))))
        .isEqualTo("rw-r-----");
    assertThat(fs.getFileLinkStatus(hadoopPath("file")).isSymlink()).isFalse();
    assertThat(fs.getFileLinkStatus(new org.apache.hadoop.fs.Path(folder + "/link")).isSymlink())
        .isTrue();
  }

  private List<RecordedEvent> processesOfAWrite(String file) throws IOException {
    Path events = folder.resolve(file + ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      write(file, "text");
      recording.stop();
      recording.dump(events);
    }
    return RecordingFile.readAllEvents(events);
  }

  /** Writes as Spark does: to a file of another name, which is then renamed. */
  private void write(String file, String text) throws IOException {
    try (OutputStream out = manager().createAtomic(hadoopPath(file), true)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private CheckpointFileManager manager() {
    return new FileContextBasedCheckpointFileManager(
        new org.apache.hadoop.fs.Path(folder.toUri()), conf);
  }

  private org.apache.hadoop.fs.Path hadoopPath(String file) {
    return new org.apache.hadoop.fs.Path(folder.resolve(file).toUri());
  }
}
