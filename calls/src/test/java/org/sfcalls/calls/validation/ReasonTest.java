package org.sfcalls.calls.validation;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** People look a reason code up in the README's table, so it must have each. */
class ReasonTest {

  private static final Path README = Path.of("README.md");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\|");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z0-9_]+)`");

  @Test
  void theReadmeListsEveryReasonInOrder() throws IOException {
    assertThat(codes(ROW, Files.readString(README)))
        .isEqualTo(Arrays.stream(Reason.values()).map(Reason::name).collect(toList()));
  }

  @Test
  void theSentenceBelowListsThoseOfTheAnalyticsJob() throws IOException {
    String readme = Files.readString(README);
    int sentence = readme.indexOf("The analytics job also writes records to `calls.rejected`");
    assertThat(sentence).isGreaterThan(readme.indexOf("\n| `CONFLICTING_REPEAT`"));
    assertThat(codes(CODE, readme.substring(sentence, readme.indexOf("\n\n", sentence))))
        .containsExactly("NOT_WIRE_FORMAT", "UNKNOWN_SCHEMA", "INCOMPATIBLE_SCHEMA", "BAD_BODY");
  }

  private static List<String> codes(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(toList());
  }
}
