package org.sfcalls.e2e.supply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** Which versions have known vulnerabilities, and which of them are accepted for a reason. */
final class KnownVulnerabilities {
  private final List<Vulnerability> known;
  private final List<Accepted> accepted;

  /**
   * A vulnerability in a range of versions.
   *
   * @param component {@code group:artifact}
   * @param first oldest version with it
   * @param fixed first version without it; {@code -} for none
   * @param advisory its id
   * @param what in a few words
   */
  private record Vulnerability(
      String component, String first, String fixed, String advisory, String what) {
    boolean isIn(Component shipped) {
      if (!shipped.is(component)) {
        return false;
      }
      ComparableVersion version = new ComparableVersion(shipped.version());
      return version.compareTo(new ComparableVersion(first)) >= 0
          && (fixed.equals("-") || version.compareTo(new ComparableVersion(fixed)) < 0);
    }
  }

  private record Accepted(String place, String component, String advisory) {
    boolean is(Component shipped, Vulnerability vulnerability) {
      return place.equals(shipped.place())
          && component.equals(vulnerability.component())
          && advisory.equals(vulnerability.advisory());
    }

    @Override
    public String toString() {
      return place + ": " + component + " with " + advisory;
    }
  }

  /**
   * @param known rows of {@code component | first | fixed | advisory … | what}
   * @param accepted rows of {@code place | component | advisory … | reason}
   * @throws IllegalArgumentException that shows a row with another number of columns or an empty
   *     one
   */
  KnownVulnerabilities(String known, String accepted) {
    List<Vulnerability> vulnerabilities = new ArrayList<>();
    for (String[] row : rows(known, 5)) {
      for (String advisory : row[3].split(" ")) {
        vulnerabilities.add(new Vulnerability(row[0], row[1], row[2], advisory, row[4]));
      }
    }
    this.known = List.copyOf(vulnerabilities);
    List<Accepted> reasons = new ArrayList<>();
    for (String[] row : rows(accepted, 4)) {
      for (String advisory : row[2].split(" ")) {
        reasons.add(new Accepted(row[0], row[1], advisory));
      }
    }
    this.accepted = List.copyOf(reasons);
  }

  /** Those of this project. */
  static KnownVulnerabilities ofProject() throws IOException {
    return new KnownVulnerabilities(resource("known-vulnerable.txt"), resource("accepted.txt"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = KnownVulnerabilities.class.getResourceAsStream("/supply/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static List<String[]> rows(String text, int columns) {
    List<String[]> rows = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] row = line.strip().split("\\s*\\|\\s*", -1);
      if (row.length != columns || List.of(row).contains("")) {
        throw new IllegalArgumentException(columns + " columns are needed: " + line);
      }
      rows.add(row);
    }
    return rows;
  }

  /** What has to be raised, excluded or given a reason, and which reasons have nothing left. */
  List<String> problems(Collection<Component> shipped) {
    List<String> problems = new ArrayList<>();
    List<Accepted> needless = new ArrayList<>(accepted);
    for (Component component : shipped) {
      for (Vulnerability vulnerability : known) {
        if (vulnerability.isIn(component)) {
          needless.removeIf(reason -> reason.is(component, vulnerability));
          if (accepted.stream().noneMatch(reason -> reason.is(component, vulnerability))) {
            problems.add(
                "%s: %s %s has %s (%s), fixed in %s"
                    .formatted(
                        component.place(),
                        vulnerability.component(),
                        component.version(),
                        vulnerability.advisory(),
                        vulnerability.what(),
                        vulnerability.fixed()));
          }
        }
      }
    }
    needless.forEach(reason -> problems.add("accepted, but not there: " + reason));
    return problems;
  }
}
