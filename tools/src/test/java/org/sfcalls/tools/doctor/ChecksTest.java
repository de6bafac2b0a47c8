package org.sfcalls.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.tools.doctor.Finding.Verdict;

/** What is looked at without any server; TopicsAndDoctorIT has a broker and a registry. */
class ChecksTest {

  @ParameterizedTest
  @CsvSource({
    "1.25.5, true",
    "1.29.2, false",
    "2.39.1, false",
    "v2.0.0-rc1, false",
    "0.9, true",
    "dev, false"
  })
  void composeBefore129IsTooOld(String version, boolean old) {
    assertThat(ContainerChecks.isOld(version)).isEqualTo(old);
  }

  @Test
  void aTakenPortIsNotedWithTheProgramThatHoldsItAndAnOptionForAnother() throws IOException {
    try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Finding finding = MachineChecks.port(held.getLocalPort(), "--kafka-port");
      assertThat(finding.verdict()).isEqualTo(Verdict.note);
      assertThat(finding.found()).isEqualTo("taken by java pid " + ProcessHandle.current().pid());
      assertThat(finding.remedy()).contains("--kafka-port");
    }
  }

  @Test
  void thisJavaIsTheRightOne() {
    assertThat(MachineChecks.run())
        .filteredOn(finding -> finding.what().equals("Java"))
        .singleElement()
        .matches(finding -> finding.verdict() == Verdict.ok);
  }

  @Test
  void aCheckpointTellsItsNewestBatches(@TempDir Path folder) throws IOException {
    batch(folder, "offsets", "8");
    batch(folder, "offsets", "10");
    batch(folder, "offsets", "9");
    batch(folder, "commits", "9");
    Files.createFile(folder.resolve("sfcalls.json"));
    Finding finding = CheckpointCheck.of(folder, true);
    assertThat(finding.verdict()).isEqualTo(Verdict.ok);
    assertThat(finding.found()).matches(".*: batch 10 planned \\d+ s ago, 9 finished");
  }

  @Test
  void aFolderThatAnotherProgramMadeIsNoCheckpoint(@TempDir Path folder) throws IOException {
    batch(folder, "offsets", "0");
    assertThat(CheckpointCheck.of(folder, true).verdict()).isEqualTo(Verdict.wrong);
  }

  @Test
  void aCheckpointThatIsNotThereIsWrongOnlyIfItWasNamed(@TempDir Path folder) {
    Path none = folder.resolve("none");
    assertThat(CheckpointCheck.of(none, true).verdict()).isEqualTo(Verdict.wrong);
    assertThat(CheckpointCheck.of(none, false).verdict()).isEqualTo(Verdict.note);
    assertThat(CheckpointCheck.of(folder, true).verdict()).isEqualTo(Verdict.note);
  }

  private static void batch(Path folder, String log, String number) throws IOException {
    Files.createDirectories(folder.resolve(log));
    Files.createFile(folder.resolve(log).resolve(number));
  }
}
