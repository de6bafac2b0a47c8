package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sfcalls.dashboard.CallLog;

class TypesViewTest extends ViewTest {
  private static final Instant AT = Instant.parse("2016-11-27T18:15:00Z");

  @BeforeEach
  void fill() {
    new CallLog()
        .calls(AT, "Passing Call", "HAN", 30)
        .calls(AT, "Passing Call", "ADV", 10)
        .calls(AT, "Noise Nuisance", "HAN", 35)
        .calls(AT, "PASSING BY", "HAN", 3)
        .calls(AT, "100% sure", "HAN", 2)
        .calls(AT, "a_b", "HAN", 1)
        .calls(AT, HOSTILE, "HAN", 4)
        .calls(AT, "B\u00dcRO", "HAN", 6)
        .into(store);
  }

  private List<String> found(String part) {
    return TypesView.of(store, part, 20).types().stream().map(TypesView.Type::type).toList();
  }

  @Test
  void allTypesAreFoundByNothingTheBusiestFirst() {
    assertThat(TypesView.of(store, "", 3).types())
        .containsExactly(
            new TypesView.Type("Passing Call", 40),
            new TypesView.Type("Noise Nuisance", 35),
            new TypesView.Type("B\u00dcRO", 6));
    assertThat(found("")).hasSize(7);
  }

  @Test
  void aPartOfTheNameIsEnoughInAnyCase() {
    assertThat(found("pASs")).containsExactly("Passing Call", "PASSING BY");
    assertThat(found("b\u00fcro")).containsExactly("B\u00dcRO");
    assertThat(found("nuisance")).containsExactly("Noise Nuisance");
    assertThat(found("no such")).isEmpty();
  }

  @Test
  void signsThatSqlKnowsAreSignsLikeOthers() {
    assertThat(found("%")).containsExactly("100% sure");
    assertThat(found("_")).containsExactly("a_b");
    assertThat(found("P%g")).isEmpty();
    assertThat(found("\\")).isEmpty();
    assertThat(found("'")).containsExactly(HOSTILE);
    assertThat(found("'; DROP TABLE windows; --")).containsExactly(HOSTILE);
    assertThat(found("")).hasSize(7);
  }

  @Test
  void aTypeWhoseCountsAreAllDeletedIsNotFound() {
    apply(CallLog.count("2016-11-27T18:10:00Z", "a_b", "HAN", null));

    assertThat(found("a_b")).isEmpty();
  }
}
