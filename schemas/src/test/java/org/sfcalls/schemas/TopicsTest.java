package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private static final int KAFKAS_LONGEST_NAME = 249;

  @Test
  void theDefaultPrefixKeepsTheNamesOfOldInstallations() {
    Topics topics = Topics.withPrefix("calls");
    assertThat(topics.raw()).isEqualTo("calls.raw");
    assertThat(topics.ingestGroup()).isEqualTo("sfcalls-ingest");
    assertThat(topics.analyticsGroup()).isEqualTo("sfcalls-analytics");
    assertThat(topics.inputEndedGroup()).isEqualTo("sfcalls-input-ended");
    assertThat(topics.redriveTransaction()).isEqualTo("sfcalls-redrive");
  }

  @Test
  void environmentsShareNoName() {
    Set<String> calls = names(Topics.withPrefix("calls"));
    Set<String> staging = names(Topics.withPrefix("staging"));
    assertThat(calls).hasSize(23).doesNotContainAnyElementsOf(staging);
    assertThat(staging).hasSize(23).allMatch(name -> name.startsWith("staging."));
  }

  @Test
  void theLongestPrefixLeavesRoomForInternalTopics() {
    Topics topics = Topics.withPrefix("x".repeat(Topics.LONGEST_PREFIX));
    assertThat(topics.layouts(4).keySet()).allMatch(name -> name.length() <= KAFKAS_LONGEST_NAME);
    assertThat(topics.ingestGroup() + "-repeat-chunks-changelog")
        .hasSizeLessThanOrEqualTo(KAFKAS_LONGEST_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a:b", "á", "a\n"})
  void aPrefixThatKafkaRefusesIsRefused(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topics.withPrefix(prefix))
        .withMessage(
            "invalid topic prefix '%s': use 1 to 190 letters, digits, dots, underscores and hyphens,"
                + " for example staging",
            prefix);
  }

  @Test
  void aPrefixThatIsTooLongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topics.withPrefix("x".repeat(Topics.LONGEST_PREFIX + 1)))
        .withMessageContaining("use 1 to 190 letters");
  }

  private static Set<String> names(Topics topics) {
    Set<String> names = new HashSet<>(topics.layouts(4).keySet());
    names.addAll(topics.subjects().keySet());
    names.addAll(
        List.of(
            topics.ingestGroup(),
            topics.analyticsGroup(),
            topics.inputEndedGroup(),
            topics.redriveTransaction()));
    return names;
  }
}
