package org.sfcalls.ingest.preflight;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;

class StateFolderTest {
  @TempDir Path folder;

  @Test
  void isOneInstancesUntilClosed() {
    Path state = folder.resolve("new/state");
    try (StateFolder first = StateFolder.claim(state, "ingest");
        StateFolder ofAnotherApplication = StateFolder.claim(state, "other")) {
      assertThatThrownBy(() -> StateFolder.claim(state, "ingest"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(state.toString())
          .hasMessageContaining("--state-dir");
    }
    StateFolder.claim(state, "ingest").close();
  }

  @Test
  void whatCanNotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> StateFolder.claim(file.resolve("state"), "ingest"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.resolve("state").toString())
        .hasMessageContaining("--state-dir");
  }
}
