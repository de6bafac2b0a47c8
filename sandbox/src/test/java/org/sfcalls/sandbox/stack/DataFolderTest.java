package org.sfcalls.sandbox.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.SandboxException;

class DataFolderTest {
  @TempDir private Path parent;

  @Test
  void keepsWhatIsThereUnlessFresh() throws IOException {
    Path kept = parent.resolve("a/b/stack/kafka/topic/segment");
    try (DataFolder folder = DataFolder.open(parent.resolve("a/b/stack"), false)) {
      Files.createDirectories(kept.getParent());
      Files.writeString(kept, "records");
      assertThat(folder.log("broker").getParent()).isDirectory();
    }
    DataFolder.open(parent.resolve("a/b/stack"), false).close();
    assertThat(kept).hasContent("records");

    DataFolder.open(parent.resolve("a/b/stack"), true).close();
    assertThat(parent.resolve("a/b/stack/kafka")).doesNotExist();
    assertThat(parent.resolve("a/b/stack").resolve(DataFolder.MARKER)).exists();
  }

  @Test
  void refusesAFolderThatIsNotItsOwn() throws IOException {
    Path foreign = Files.writeString(parent.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> DataFolder.open(parent, true))
        .hasMessageContaining("not the sandbox's");
    assertThatThrownBy(() -> DataFolder.open(parent, false)).hasMessageContaining("--data");
    assertThatThrownBy(() -> DataFolder.open(foreign, true)).hasMessageContaining("is a file");
    assertThat(parent).isDirectoryContaining(foreign::equals);
    assertThat(parent.toFile().list()).hasSize(1);
  }

  @Test
  void emptyingDoesNotFollowLinks() throws IOException {
    Path outside = Files.createDirectory(parent.resolve("outside"));
    Path precious = Files.writeString(outside.resolve("precious"), "kept");
    Path ours = parent.resolve("ours");
    DataFolder.open(ours, false).close();
    Files.createSymbolicLink(ours.resolve("link"), outside);

    DataFolder.open(ours, true).close();

    assertThat(ours.resolve("link")).doesNotExist();
    assertThat(precious).hasContent("kept");
  }

  @Test
  void aFolderThatIsALinkStaysOneAndIsEmptiedWhereItLeads() throws IOException {
    Path disk = parent.resolve("big-disk");
    DataFolder.open(disk, false).close();
    Files.writeString(disk.resolve("segment"), "records");
    Path link = Files.createSymbolicLink(parent.resolve("stack"), disk);

    DataFolder.open(link, true).close();

    assertThat(link).isSymbolicLink();
    assertThat(disk.resolve("segment")).doesNotExist();
    assertThat(disk.resolve(DataFolder.MARKER)).exists();
  }

  @Test
  void aMarkerThatIsALinkIsNotWrittenThrough() throws IOException {
    Path precious = Files.writeString(parent.resolve("precious"), "kept");
    Path ours = Files.createDirectory(parent.resolve("ours"));
    Files.createSymbolicLink(ours.resolve(DataFolder.MARKER), precious);

    assertThatThrownBy(() -> DataFolder.open(ours, false))
        .hasMessageContaining("not the sandbox's");
    assertThat(precious).hasContent("kept");
  }

  @Test
  void nobodyElseMayLookIntoIt() throws IOException {
    Path ours = parent.resolve("ours");
    DataFolder.open(ours, false).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFolderThatCanNotBeMadeIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(parent.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> DataFolder.open(file.resolve("stack"), false))
        .isInstanceOf(SandboxException.class)
        .hasMessage(
            "can't use the data folder "
                + file.resolve("stack")
                + ": Not a directory; give it to this user, or name another with --data");
  }

  @Test
  void aFileThatAnotherUserLeftIsNamed() throws IOException {
    DataFolder.open(parent, false).close();
    Path registry = Files.createDirectory(parent.resolve("registry"));
    Path left = Files.writeString(registry.resolve("schemas.mv.db"), "schemas");
    Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("r--r--r--"));
    assumeThat(Files.isWritable(left)).as("root may write everything").isFalse();

    assertThatThrownBy(() -> DataFolder.open(parent, false))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("this user may not write " + left + "; give it to this user");
  }

  @Test
  void theNumberOfALauncherThatEndedIsNotTold() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    DataFolder first = DataFolder.open(parent, false);
    Path marker = parent.resolve(DataFolder.MARKER);
    Files.writeString(marker, ended.pid() + "\n");

    assertThatThrownBy(() -> DataFolder.requireUnused(parent))
        .hasMessage(
            "another sfcalls uses " + parent + "; stop it, or name another folder with --data");
    first.close();
  }

  @Test
  void oneAtATimeAndTheSecondIsToldWho() {
    DataFolder.requireUnused(parent);
    assertThat(parent).isEmptyDirectory();
    DataFolder first = DataFolder.open(parent, false);

    assertThatThrownBy(() -> DataFolder.open(parent, true))
        .hasMessageContaining("another sfcalls (process " + ProcessHandle.current().pid() + ")");

    first.close();
    DataFolder.open(parent, false).close();
  }
}
