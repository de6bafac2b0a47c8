package org.sfcalls.tools.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfileTest {

  @Test
  void writesTheShippedProfileAsItReadIt() throws IOException {
    StringWriter written = new StringWriter();
    CallProfile.shipped().write(written);
    try (InputStream shipped = CallProfile.class.getResourceAsStream("profile.tsv")) {
      assertThat(written).hasToString(new String(shipped.readAllBytes(), UTF_8));
    }
  }

  @Test
  void shipsTheFrequenciesOfTheRealExport() {
    CallProfile profile = CallProfile.shipped();
    assertThat(profile.types()).hasSize(3418);
    assertThat(profile.types().get(0).name()).isEqualTo("Passing Call");
    assertThat(profile.types().get(0).calls()).isEqualTo(35_180);
    assertThat(profile.types().stream().mapToLong(CallProfile.CallType::calls).sum())
        .isEqualTo(199_999);
    Set<String> dispositions = new HashSet<>();
    profile.dispositions().forEach(disposition -> dispositions.add(disposition.name()));
    profile
        .types()
        .forEach(type -> type.dispositions().forEach(ending -> dispositions.add(ending.name())));
    assertThat(dispositions).hasSize(28);
    assertThat(profile.addressTypes()).hasSize(4);
    assertThat(profile.callsPerDay()).isBetween(2_190.0, 2_220.0);
  }

  @Test
  void measuresGeneratedCallsAsTheProfileThatTheyWereMadeFrom() throws IOException {
    ProfileMeasurement measurement = new ProfileMeasurement();
    CallGenerator calls =
        new CallGenerator(new GeneratorConfig(50_000, 1, LocalDate.of(2018, 6, 1), 0, 0, 0.01, 0));
    calls.forEachRemaining(measurement::add);
    CallProfile measured = measurement.profile();
    assertThat(measurement.unreadable()).isBetween(250L, 450L);
    assertThat(measured.types().get(0).name()).isEqualTo("Passing Call");
    assertThat(measured.callsPerDay()).isBetween(2_100.0, 2_300.0);
    StringWriter written = new StringWriter();
    measured.write(written);
    assertThat(CallProfile.read(new ByteArrayInputStream(written.toString().getBytes(UTF_8))))
        .isEqualTo(measured);
  }

  @Test
  void refusesCallsThatDoNotSpanAWeek() {
    ProfileMeasurement measurement = new ProfileMeasurement();
    measurement.add("{\"call_date_time\":\"2018-06-01T10:00:00.000\"}".getBytes(UTF_8));
    assertThatThrownBy(measurement::profile).hasMessageContaining("do not span a week");
  }
}
