package org.sfcalls.analytics.radiocodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.analytics.SparkForTests;

class RadioCodesTest {

  private final SparkSession spark = SparkForTests.session();

  @TempDir Path folder;

  @Test
  void theShippedTableHasNineteenCodes() {
    assertThat(RadioCodes.read(spark, "../data/radio_code.json").descriptions()).hasSize(19);
  }

  @Test
  void aRepeatedCodeIsRefusedSinceOneOfItsDescriptionsWouldBeWrong() throws IOException {
    assertRefused(
        "[{\"disposition_code\":\"HAN\",\"description\":\"a\"},"
            + "{\"disposition_code\":\"HAN\",\"description\":\"b\"}]",
        "'HAN' stands there twice");
  }

  @Test
  void anEntryWithoutCodeOrDescriptionIsRefused() throws IOException {
    assertRefused("[{\"disposition_code\":\" \",\"description\":\"a\"}]", "lacks its code");
    assertRefused("[{\"disposition_code\":\"HAN\"}]", "lacks its code or description");
  }

  @Test
  void anEmptyTableIsRefused() throws IOException {
    assertRefused("[]", "empty");
  }

  @Test
  void whatIsNoTableIsRefused() throws IOException {
    assertRefused("{\"disposition_code\":\"HAN\",\"description\":\"a\"}", "array of objects");
    assertRefused("[{", "can't be read");
    assertThatThrownBy(() -> RadioCodes.read(spark, folder.resolve("none.json").toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.json can't be read");
  }

  private void assertRefused(String json, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("codes.json"), json);
    assertThatThrownBy(() -> RadioCodes.read(spark, file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("codes.json");
  }
}
