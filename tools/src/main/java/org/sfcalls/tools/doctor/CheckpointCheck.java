package org.sfcalls.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.sfcalls.access.LocalInstallation;

/** The folder in which the analytics job keeps how far it is, as Spark lays it out. */
final class CheckpointCheck {
  private static final String WHAT = "checkpoint";

  private CheckpointCheck() {}

  /**
   * @param folder on this machine
   * @param chosen whether the user named it, so that it should be there
   */
  static Finding of(Path folder, boolean chosen) {
    try {
      if (!Files.isDirectory(folder)) {
        return chosen
            ? Finding.wrong(WHAT, "no folder " + folder, "check --checkpoint")
            : Finding.note(
                WHAT, "none in " + folder, "analytics creates one; --checkpoint names another");
      }
      Optional<Path> planned = newest(folder.resolve("offsets"));
      if (planned.isEmpty()) {
        return Finding.note(WHAT, folder + " holds no batch yet", "");
      }
      if (!Files.isReadable(folder.resolve(LocalInstallation.CHECKPOINT_SETTINGS))) {
        return Finding.wrong(
            WHAT,
            folder + " belongs to another program",
            "set --checkpoint to the folder of ./sfcalls analytics");
      }
      Optional<Path> finished = newest(folder.resolve("commits"));
      Duration age =
          Duration.between(Files.getLastModifiedTime(planned.get()).toInstant(), Instant.now());
      return Finding.ok(
          WHAT,
          "%s: batch %s planned %s ago, %s finished"
              .formatted(
                  folder,
                  planned.get().getFileName(),
                  told(age),
                  finished.map(file -> file.getFileName().toString()).orElse("none")));
    } catch (IOException e) {
      return Finding.wrong(
          WHAT, folder + " can't be read (" + e + ")", "run this as the job's user");
    }
  }

  private static Optional<Path> newest(Path log) throws IOException {
    try (var files = Files.list(log)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]{1,18}"))
          .max(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String told(Duration age) {
    if (age.toMinutes() < 2) {
      return age.toSeconds() + " s";
    }
    return age.toHours() < 2 ? age.toMinutes() + " min" : age.toHours() + " h";
  }
}
