package org.sfcalls.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.dashboard.views.SeriesView;
import org.sfcalls.schemas.GroupColumn;

class ParametersTest {
  private static final Set<String> KNOWN = Set.of("zone", "from", "points", "by", "type");

  private static Parameters of(String name, String value) {
    return Parameters.of(Map.of(name, List.of(value)), KNOWN);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      String name, String value, Function<Parameters, Object> read) {
    return assertThatThrownBy(() -> read.apply(of(name, value)))
        .isInstanceOfSatisfying(
            Parameters.BadParameter.class, e -> assertThat(e.parameter()).isEqualTo(name))
        .hasMessageStartingWith("parameter " + name + " is '" + value + "': ");
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    for (Parameters parameters :
        List.of(
            Parameters.of(Map.of(), KNOWN),
            Parameters.of(
                Map.of(
                    "zone", List.of(""),
                    "from", List.of(""),
                    "points", List.of(""),
                    "by", List.of(""),
                    "type", List.of("")),
                KNOWN))) {
      assertThat(parameters.zone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
      assertThat(parameters.instant("from")).isEmpty();
      assertThat(parameters.instant("from", 300)).isEmpty();
      assertThat(parameters.number("points", 400, 10, 2000)).isEqualTo(400);
      assertThat(
              parameters.choice("by", SeriesView.By.values(), SeriesView.By.of(GroupColumn.TYPE)))
          .isEqualTo(SeriesView.By.of(GroupColumn.TYPE));
      assertThat(parameters.text("type")).isNull();
    }
  }

  @Test
  void whatIsGivenIsTaken() {
    Parameters parameters =
        Parameters.of(
            Map.of(
                "zone", List.of("Asia/Kolkata"),
                "from", List.of("2016-11-27T18:20:00Z"),
                "points", List.of("2000"),
                "by", List.of("disposition"),
                "type", List.of("Passing Call")),
            KNOWN);

    assertThat(parameters.zone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
    assertThat(parameters.instant("from")).contains(1_480_270_800L);
    assertThat(parameters.instant("from", 300)).contains(1_480_270_800L);
    assertThat(parameters.number("points", 400, 10, 2000)).isEqualTo(2000);
    assertThat(parameters.choice("by", SeriesView.By.values(), SeriesView.By.TOTAL))
        .isEqualTo(SeriesView.By.of(GroupColumn.DISPOSITION));
    assertThat(parameters.text("type")).isEqualTo("Passing Call");
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    assertRefused("zome", "UTC", any -> any)
        .hasMessageContaining("there are: by, from, points, type, zone");
  }

  @Test
  void aNameThatIsGivenTwiceIsRefused() {
    assertThatThrownBy(() -> Parameters.of(Map.of("zone", List.of("UTC", "UTC")), KNOWN))
        .isInstanceOf(Parameters.BadParameter.class)
        .hasMessage("parameter zone is 'UTC, UTC': it may be given once");
  }

  @Test
  void aTextThatIsTooLongIsRefusedAndNotSaidAgainAsAWhole() {
    assertThat(of("type", "x".repeat(500)).text("type")).hasSize(500);
    assertThatThrownBy(() -> of("type", "x".repeat(501)))
        .isInstanceOf(Parameters.BadParameter.class)
        .hasMessageContaining("at most 500 characters are allowed")
        .hasMessageContaining("'" + "x".repeat(40) + "…'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mars/X",
        "utc",
        "+01:00",
        "GMT+1",
        "PST",
        "America/Los_Angeles'; --",
        " UTC",
        "Z"
      })
  void aZoneThatIsNoPlaceIsRefused(String zone) {
    assertRefused("zone", zone, Parameters::zone)
        .hasMessageContaining("America/Los_Angeles")
        .hasMessageContaining("is allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Asia/Kathmandu", "Australia/Eucla", "Pacific/Chatham"})
  void aZoneAtAQuarterOfAnHourIsRefused(String zone) {
    assertRefused("zone", zone, Parameters::zone).hasMessageContaining("half hour");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"America/Los_Angeles", "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Etc/GMT+5"})
  void otherZonesAreTaken(String zone) {
    assertThat(of("zone", zone).zone()).isEqualTo(ZoneId.of(zone));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2016-11-27",
        "2016-11-27T18:20:00",
        "1480270800",
        "2016-02-30T00:00:00Z"
      })
  void whatIsNoInstantIsRefused(String text) {
    assertRefused("from", text, parameters -> parameters.instant("from"))
        .hasMessageContaining("an instant such as 2018-03-31T14:05:00Z is allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z"
      })
  void anInstantOutOfRangeIsRefused(String text) {
    assertRefused("from", text, parameters -> parameters.instant("from"))
        .hasMessageContaining("from 2000 to 2099 is allowed");
  }

  @Test
  void theFirstAndTheLastInstantsAreTaken() {
    assertThat(of("from", "2000-01-01T00:00:00Z").instant("from")).isPresent();
    assertThat(of("from", "2099-12-31T23:59:59Z").instant("from")).isPresent();
  }

  @Test
  void anInstantBetweenTwoWindowsIsRefused() {
    assertRefused("from", "2016-11-27T18:21:00Z", parameters -> parameters.instant("from", 300))
        .hasMessageContaining("a whole multiple of 300 s is allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9", "2001", "-10", "1e3", "10.0", "0x10", "99999999999", " 10", "\u0661\u0660"})
  void aNumberOutOfRangeIsRefused(String text) {
    assertRefused("points", text, parameters -> parameters.number("points", 400, 10, 2000))
        .hasMessageContaining("a number from 10 to 2000 is allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TOTAL", "types", "total; DROP TABLE windows"})
  void aChoiceThatThereIsNotIsToldWithThoseThatThereAre(String text) {
    assertRefused(
            "by",
            text,
            parameters -> parameters.choice("by", SeriesView.By.values(), SeriesView.By.TOTAL))
        .hasMessageContaining("total, type, disposition are allowed");
  }

  @Test
  void equalRequestsHaveEqualKeysAndOthersHaveOthers() {
    Set<String> known = Set.of("disposition", "type");
    Map<String, String> two =
        Parameters.of(Map.of("disposition", List.of("HAN"), "type", List.of("Fire")), known)
            .canonical();

    assertThat(
            Parameters.of(
                    new java.util.LinkedHashMap<>(
                        Map.of("type", List.of("Fire"), "disposition", List.of("HAN"))),
                    known)
                .canonical())
        .isEqualTo(two);
    assertThat(Parameters.of(Map.of("disposition", List.of("HAN, type=Fire")), known).canonical())
        .isNotEqualTo(two);
  }
}
