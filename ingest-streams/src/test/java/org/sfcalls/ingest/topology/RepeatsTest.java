package org.sfcalls.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sfcalls.ingest.topology.Repeats.Recognition.CONFLICTING;
import static org.sfcalls.ingest.topology.Repeats.Recognition.NEW;
import static org.sfcalls.ingest.topology.Repeats.Recognition.SAME;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatsTest {
  private static final long NOON = Instant.parse("2018-06-01T19:00:00Z").toEpochMilli();
  private static final long CONTENT = 11;

  private final KeyValueStore<Long, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("repeats"), Serdes.Long(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();
  private Repeats repeats;

  @BeforeEach
  void start() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    restart(1_000_000);
  }

  @Test
  void aCallIsRememberedForSevenDaysOfEventTimeAndThenForgotten() {
    assertThat(see(1, 0)).isEqualTo(NEW);
    for (int day = 1; day <= 7; day++) {
      assertThat(see(100 + day, day)).isEqualTo(NEW);
    }
    assertThat(see(1, 7)).isEqualTo(SAME);
    assertThat(see(200, 8)).isEqualTo(NEW);
    assertThat(see(1, 8)).isEqualTo(NEW);
  }

  @Test
  void theSameIdWithOtherContentIsAConflict() {
    see(1, 0);
    assertThat(repeats.recognise(1, CONTENT + 1, at(0))).isEqualTo(CONFLICTING);
    assertThat(repeats.recognise(1, CONTENT, at(0))).isEqualTo(SAME);
  }

  @Test
  void aLateCallIsRememberedAsLongAsOneInTime() {
    see(1, 30);
    see(2, 0);
    for (int day = 31; day <= 37; day++) {
      see(100 + day, day);
    }
    assertThat(see(2, 0)).isEqualTo(SAME);
  }

  @Test
  void oneCallOfAFarFutureDoesNotMakeTheOthersForgotten() {
    see(1, 0);
    see(2, 3000);
    see(3, 0);
    assertThat(see(1, 0)).isEqualTo(SAME);
    assertThat(see(3, 0)).isEqualTo(SAME);
  }

  @Test
  void whatWasSavedIsKnownAfterARestartAndNothingElse() {
    see(1, 0);
    repeats.recognise(2, CONTENT, at(1)); // not saved: its transaction did not commit
    restart(1_000_000);
    assertThat(see(1, 1)).isEqualTo(SAME);
    assertThat(repeats.recognise(2, CONTENT, at(1))).isEqualTo(NEW);
  }

  @Test
  void theClockGoesOnAfterARestart() {
    for (int day = 0; day <= 7; day++) {
      see(day, day);
      restart(1_000_000);
    }
    assertThat(see(0, 7)).isEqualTo(SAME);
    see(100, 8);
    restart(1_000_000);
    assertThat(see(0, 8)).isEqualTo(NEW);
  }

  @Test
  void theStoreDoesNotGrowBeyondTheRetentionNorItsLimit() {
    for (int minute = 0; minute < 60 * 24 * 30; minute += 10) {
      repeats.recognise(minute, CONTENT, NOON + Duration.ofMinutes(minute).toMillis());
      repeats.save();
    }
    assertThat(repeats.size()).isBetween(7 * 144, 7 * 144 + 1);
    assertThat(store.approximateNumEntries()).isEqualTo(repeats.size());

    restart(100);
    see(-1, 30);
    assertThat(repeats.size()).isEqualTo(100);
    assertThat(store.approximateNumEntries()).isEqualTo(100);
    assertThat(see(-1, 30)).isEqualTo(SAME);
  }

  @Test
  void moreCallsThanAChunkHoldsAreKnownBetweenTwoCommitsAndAfterThem() {
    Map<Long, Long> contents = new HashMap<>();
    for (long id = 0; id < 10_000; id++) {
      contents.put(id, id * 31);
      repeats.recognise(id, id * 31, NOON);
    }
    repeats.save();
    assertThat(store.approximateNumEntries()).isEqualTo(3);
    restart(1_000_000);
    contents.forEach(
        (id, content) -> assertThat(repeats.recognise(id, content, NOON)).isEqualTo(SAME));
  }

  @Test
  void commitsWithFewCallsShareAChunkWithinAMinuteOfEventTime() {
    for (int id = 0; id < 150; id++) {
      repeats.recognise(id, CONTENT, NOON + id);
      repeats.save();
    }
    assertThat(store.approximateNumEntries()).isEqualTo(3);
    repeats.recognise(150, CONTENT, NOON + Duration.ofMinutes(2).toMillis());
    repeats.save();
    assertThat(store.approximateNumEntries()).isEqualTo(4);
    restart(1_000_000);
    for (int id = 0; id <= 150; id++) {
      assertThat(see(id, 0)).isEqualTo(SAME);
    }
  }

  @Test
  void callsThatAreAddedToASavedChunkAreNotKnownAfterARestartUnlessTheyAreSavedToo() {
    see(1, 0);
    see(2, 0);
    repeats.recognise(3, CONTENT, at(0)); // not saved: its transaction did not commit
    restart(1_000_000);
    assertThat(see(1, 0)).isEqualTo(SAME);
    assertThat(see(2, 0)).isEqualTo(SAME);
    assertThat(repeats.recognise(3, CONTENT, at(0))).isEqualTo(NEW);
  }

  /** Ten calls a second of event time, so that all are within the retention. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 5_000})
  void aMillionCallsTakeSixtyFourBytesEachInMemoryAtMostAndSeventeenInTheStore(int callsPerCommit) {
    int most = 1_000_000;
    long before = usedMemory();
    for (int id = 0; id < most * 5 / 4; id++) {
      repeats.recognise(id, id * 31L, NOON + id * 100L);
      if (id % callsPerCommit == 0) {
        repeats.save();
      }
    }
    repeats.save();
    long memory = usedMemory() - before;
    long stored = 0;
    try (KeyValueIterator<Long, byte[]> chunks = store.all()) {
      while (chunks.hasNext()) {
        stored += Long.BYTES + chunks.next().value.length;
      }
    }

    assertThat(repeats.size()).isBetween(most - 5_000, most);
    System.out.printf(
        "%,d calls, %,d a commit: %.1f bytes a call in memory, %.1f in the store%n",
        repeats.size(),
        callsPerCommit,
        (double) memory / repeats.size(),
        (double) stored / repeats.size());
    // The heap also holds what other tests have left.
    assertThat(memory).isBetween(1L, 64L * most);
    assertThat(stored).isBetween(16L * repeats.size(), 17L * repeats.size());
  }

  private static long usedMemory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private Repeats.Recognition see(long id, int day) {
    Repeats.Recognition recognition = repeats.recognise(id, CONTENT, at(day));
    repeats.save();
    return recognition;
  }

  private void restart(int maxCalls) {
    repeats = new Repeats(store, Duration.ofDays(7), maxCalls);
  }

  private static long at(int day) {
    return NOON + Duration.ofDays(day).toMillis();
  }
}
