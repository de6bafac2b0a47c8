package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProgramVersionTest {

  @Test
  void theVersionIsTheProjectsNumber() throws IOException {
    assertThat(new ProgramVersion().getVersion()[0]).matches("sfcalls [0-9]+\\.[0-9]+\\.[0-9]+.*");
  }
}
