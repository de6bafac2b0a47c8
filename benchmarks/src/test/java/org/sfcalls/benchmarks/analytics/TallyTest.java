package org.sfcalls.benchmarks.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
  @TempDir private Path folder;

  @Test
  void ofEachKeyTheCountOfTheLastBatchIsAdded() throws IOException {
    rows("0000000000-00000", 1, 10, 2, 5);
    rows("0000000000-00001", 3, 1);
    rows("0000000001-00000", 1, 12);

    assertThat(Tally.total(folder)).isEqualTo(12 + 5 + 1);
  }

  @Test
  void batchesAreInTheirOrderAndNotInThatOfTheAlphabet() throws IOException {
    rows("0000000010-00000", 1, 11);
    rows("0000000009-00000", 1, 10);

    assertThat(Tally.total(folder)).isEqualTo(11);
  }

  @Test
  void moreRowsThanFitInMemoryAreAddedUpSomeOfTheKeysAtATime() throws IOException {
    rows("0000000000-00000", 1, 10, -2, 5, 3, 1, -4, 7);
    rows("0000000001-00000", 1, 12, -4, 9);

    assertThat(Tally.total(folder, 2)).isEqualTo(12 + 5 + 1 + 9);
  }

  @Test
  void aQueryWithoutOutputHasCountedNothing() {
    assertThat(Tally.total(folder)).isZero();
  }

  @Test
  void aFileThatIsCutOffIsNoResult() throws IOException {
    Files.write(folder.resolve("0000000000-00000"), new byte[17]);

    assertThatThrownBy(() -> Tally.total(folder)).hasMessageContaining("ends within a row");
  }

  private void rows(String name, long... longs) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(longs.length * Long.BYTES);
    for (long number : longs) {
      bytes.putLong(number);
    }
    Files.write(folder.resolve(name), bytes.array());
  }
}
