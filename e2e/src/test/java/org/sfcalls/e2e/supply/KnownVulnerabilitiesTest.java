package org.sfcalls.e2e.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownVulnerabilitiesTest {
  private static final String KNOWN =
      """
      # component | first | fixed | advisory | what
      org.example:parser | 1.2  | 1.10.1 | CVE-1 | reads too far
      org.example:parser | 1.11 | 1.11.2 | CVE-1 | reads too far
      org.example:server | 0    | -      | CVE-2 | answers everyone
      """;

  @Test
  void aVulnerableVersionIsReportedWithItsFix() {
    assertThat(problems("", parser("1.9")))
        .containsExactly(
            "ingest: org.example:parser 1.9 has CVE-1 (reads too far), fixed in 1.10.1");
    assertThat(problems("", parser("1.11.1"))).hasSize(1);
  }

  @Test
  void versionsBeforeAndAfterTheVulnerableOnesAreNot() {
    for (String version : List.of("1.1", "1.10.1", "1.10.1.Final", "1.10.2-linux-x86_64", "1.12")) {
      assertThat(problems("", parser(version))).as(version).isEmpty();
    }
  }

  @Test
  void aVulnerabilityWithoutFixIsInEveryVersion() {
    assertThat(problems("", new Component("broker", "org.example:server", "99"))).hasSize(1);
  }

  @Test
  void aJarWithoutGroupIsFoundByItsName() {
    assertThat(problems("", new Component("ingest", "parser", "1.9"))).hasSize(1);
    assertThat(problems("", new Component("registry", "org.example.parser", "1.9"))).hasSize(1);
    assertThat(problems("", new Component("ingest", "org.other:parser", "1.9"))).isEmpty();
  }

  @Test
  void aReasonHoldsForItsPlaceAndAdvisoryAlone() {
    String accepted = "ingest | org.example:parser | CVE-1 CVE-3 | it parses our own files";

    assertThat(problems(accepted, parser("1.9")))
        .containsExactly("accepted, but not there: ingest: org.example:parser with CVE-3");
    assertThat(problems(accepted, new Component("broker", "org.example:parser", "1.9")))
        .contains("broker: org.example:parser 1.9 has CVE-1 (reads too far), fixed in 1.10.1");
  }

  @Test
  void aReasonWithNothingLeftIsReported() {
    assertThat(
            problems("ingest | org.example:parser | CVE-1 | it parses our files", parser("1.10.1")))
        .containsExactly("accepted, but not there: ingest: org.example:parser with CVE-1");
  }

  @Test
  void aRowWithoutReasonIsRefused() {
    assertThatThrownBy(() -> new KnownVulnerabilities(KNOWN, "ingest | org.example:parser | CVE-1"))
        .hasMessage("4 columns are needed: ingest | org.example:parser | CVE-1");
    assertThatThrownBy(() -> new KnownVulnerabilities(KNOWN, "a | b | CVE-1 | "))
        .hasMessageStartingWith("4 columns are needed");
  }

  @Test
  void theListsOfThisProjectCanBeRead() {
    assertThatCode(KnownVulnerabilities::ofProject).doesNotThrowAnyException();
  }

  private static Component parser(String version) {
    return new Component("ingest", "org.example:parser", version);
  }

  private static List<String> problems(String accepted, Component shipped) {
    return new KnownVulnerabilities(KNOWN, accepted).problems(List.of(shipped));
  }
}
