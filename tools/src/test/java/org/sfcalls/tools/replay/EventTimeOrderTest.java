package org.sfcalls.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.tools.replay.Calls.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.tools.command.StopSignal;

class EventTimeOrderTest {
  private static final long PLENTY = 1 << 20;
  private static final long HARDLY_ANY = 2_000;

  @TempDir Path folder;

  @Test
  void turnsANewestFirstFileIntoOldestFirst() throws IOException {
    assertThat(sorted(PLENTY, call("3", "12:00"), call("2", "11:00"), call("1", "10:00")))
        .containsExactly(call("1", "10:00"), call("2", "11:00"), call("3", "12:00"));
  }

  @Test
  void keepsTheOrderOfCallsOfTheSameMinute() throws IOException {
    assertThat(
            sorted(
                PLENTY,
                call("b", "12:00"),
                call("a", "12:00"),
                call("c", "09:00"),
                call("0", "12:00")))
        .containsExactly(
            call("c", "09:00"), call("b", "12:00"), call("a", "12:00"), call("0", "12:00"));
  }

  @Test
  void keepsABrokenRecordBehindTheOneThatItFollowed() throws IOException {
    assertThat(sorted(PLENTY, "first broken", call("2", "11:00"), "broken", "", call("1", "10:00")))
        .containsExactly("first broken", call("1", "10:00"), call("2", "11:00"), "broken", "");
  }

  @Test
  void sortsOnDiskWhatTheMemoryDoesNotHoldAndLeavesNoFile() throws IOException {
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int minute = i * 7919 % 1440;
      calls.add(call("%04d".formatted(i), "%02d:%02d".formatted(minute / 60, minute % 60)));
    }
    List<String> expected =
        calls.stream().sorted(Comparator.comparing(c -> c.substring(c.indexOf("2018")))).toList();
    try (CallSource order = order(HARDLY_ANY, Calls.source(calls))) {
      RawCall first = order.next();
      assertThat(new String(first.value(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(expected.get(0));
      assertThat(filesBelow(folder)).isGreaterThan(1);
      assertThat(Calls.values(order)).containsExactlyElementsOf(expected.subList(1, 2_000));
    }
    assertThat(filesBelow(folder)).isZero();
  }

  @Test
  void sortsAnArrayOnDisk() throws IOException {
    List<String> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(0, call("%04d".formatted(i), "%02d:%02d".formatted(i / 60, i % 60)));
    }
    Path file = Files.writeString(folder.resolve("calls.json"), calls.toString());
    CallSource array = CallSource.asTheyStand(new CallFile(file, CallFormat.AUTO).open());
    try (CallSource order = order(HARDLY_ANY, array)) {
      assertThat(Calls.values(order))
          .hasSize(200)
          .startsWith(call("0000", "00:00"), call("0001", "00:01"))
          .isSorted();
    }
  }

  @Test
  void keepsKeysAndBytesThroughTheDisk() throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(i % 2 == 0 ? call("é" + i, "10:00") : "broken " + i);
    }
    try (CallSource order = order(HARDLY_ANY, Calls.source(records))) {
      for (int i = 0; i < 100; i++) {
        RawCall call = order.next();
        assertThat(call.value()).asString().isEqualTo(records.get(i));
        if (i % 2 == 0) {
          assertThat(call.key()).asString().isEqualTo("é" + i);
        } else {
          assertThat(call.key()).isNull();
        }
      }
      assertThat(order.next()).isNull();
    }
  }

  @Test
  void leavesNoFileBehindWhenTheInputBreaks() throws IOException {
    CallSource broken =
        new CallSource.InOrder(
            new CallSource.Records() {
              private int read;

              @Override
              public byte[] next() throws IOException {
                if (read++ == 500) {
                  throw new IOException("cut off");
                }
                return call("1", "10:00").getBytes(java.nio.charset.StandardCharsets.UTF_8);
              }
            },
            () -> {});
    try (CallSource order = order(HARDLY_ANY, broken)) {
      assertThatThrownBy(order::next).isInstanceOf(IOException.class).hasMessage("cut off");
      assertThat(order.read()).isEqualTo(500);
      assertThat(filesBelow(folder)).isPositive();
    }
    assertThat(filesBelow(folder)).isZero();
  }

  @Test
  void handsOutNothingWhenItIsStoppedWhileSorting() throws IOException {
    StopSignal stop = new StopSignal();
    stop.stop();
    try (CallSource order =
        new EventTimeOrder(Calls.source(call("1", "10:00")), PLENTY, folder, stop, read -> {})) {
      assertThat(order.next()).isNull();
    }
    assertThat(filesBelow(folder)).isZero();
  }

  private List<String> sorted(long memory, String... records) throws IOException {
    try (CallSource order = order(memory, Calls.source(records))) {
      return Calls.values(order);
    }
  }

  private CallSource order(long memory, CallSource source) {
    return new EventTimeOrder(source, memory, folder, new StopSignal(), read -> {});
  }

  private static long filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.count() - 1;
    }
  }
}
