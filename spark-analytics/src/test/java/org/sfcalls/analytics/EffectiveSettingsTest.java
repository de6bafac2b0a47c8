package org.sfcalls.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {

  @Test
  void secretsAreMasked() {
    assertThat(EffectiveSettings.masked("spark.ssl.keyPassword", "hunter2"))
        .doesNotContain("hunter2");
    assertThat(EffectiveSettings.masked("spark.hadoop.fs.s3a.access.key", "hunter2"))
        .doesNotContain("hunter2");
    assertThat(EffectiveSettings.masked("spark.kafka.sasl.jaas.config", "hunter2"))
        .doesNotContain("hunter2");
    assertThat(EffectiveSettings.masked("spark.registry", "http://me:hunter2@host/api"))
        .doesNotContain("hunter2")
        .contains("host/api");
    assertThat(
            EffectiveSettings.masked(
                "spark.driver.extraJavaOptions", "-Xmx1g -Dssl.password=hunter2 -Dx=y"))
        .doesNotContain("hunter2")
        .contains("-Xmx1g", "-Dx=y");
  }

  @Test
  void otherSettingsAreShownAsTheyAre() {
    assertThat(EffectiveSettings.masked("spark.master", "local[2]")).isEqualTo("local[2]");
  }

  @Test
  void whatTheJobDependsOnIsShownEvenWhereNobodySetIt() {
    assertThat(EffectiveSettings.of(SparkForTests.session()))
        .containsEntry("spark.sql.streaming.multipleWatermarkPolicy", "min")
        .containsKeys("spark.sql.shuffle.partitions", "spark.default.parallelism", "spark.master");
  }
}
