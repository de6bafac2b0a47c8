package org.sfcalls.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFaultTest {
  @TempDir private Path folder;

  @Test
  void eachFaultIsNamedWithWhatToDo() {
    Map.of(
            "java.io.IOException: No space left on device", "the disk of " + folder + " is full",
            "java.io.IOException: Disk quota exceeded", "name a folder on another disk with --data",
            "java.net.SocketException: Too many open files", "raise the limit (ulimit -n",
            "OutOfMemoryError: unable to create native thread", "(ulimit -u)",
            "Terminating due to java.lang.OutOfMemoryError: Java heap space", "the heap of broker",
            "Initial heap size set to a larger value than the maximum heap size", "_JAVA_OPTIONS",
            "# There is insufficient memory for the Java Runtime Environment", "too little free",
            "java.nio.file.AccessDeniedException: kafka/x.log", "(chown -R)",
            "invalid, cause: Record is corrupt (stored crc = 1)", "put the folder back from a copy",
            "Caused by: org.h2.mvstore.MVStoreException: Reading from file", "is damaged")
        .forEach(
            (line, words) ->
                assertThat(MachineFault.in("broker", "a\n" + line + "\nb\n", folder))
                    .as(line)
                    .hasValueSatisfying(fault -> assertThat(fault).contains(words)));
  }

  @Test
  void anotherEndHasNoSuchReason() {
    assertThat(MachineFault.in("ingest", "ingest: no such option\n", folder)).isEmpty();
    assertThat(MachineFault.fullDisk(folder)).isEmpty();
  }

  @Test
  void theReasonOfARefusedAccessIsInWords() {
    assertThat(MachineFault.reason(new AccessDeniedException("/x"))).isEqualTo("this user may not");
    assertThat(MachineFault.reason(new NoSuchFileException("/x"))).isEqualTo("there is no /x");
    assertThat(MachineFault.reason(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(MachineFault.isFullDisk(new IOException("No space left on device"))).isTrue();
    assertThat(MachineFault.isFullDisk(new AccessDeniedException("/x"))).isFalse();
  }
}
