package org.sfcalls.tools.deadletter;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decides for each dead letter whether it is sent back, and counts what was decided. */
final class Redrive {
  private final String raw;
  private final Selection selection;
  private final int maxAttempts;
  private final Set<Place> marks;
  private final BiConsumer<Letter, ConsumerRecord<byte[], byte[]>> sender;
  private final RedriveSummary summary = new RedriveSummary();
  private final Set<Place> unseen;
  private final Map<String, Long> reasons = new TreeMap<>();

  /**
   * @param raw topic that dead letters are sent back to, if they came from there
   * @param maxAttempts how often a record may be sent back
   * @param marks those that were sent back before
   * @param sender sends one back
   */
  Redrive(
      String raw,
      Selection selection,
      int maxAttempts,
      Set<Place> marks,
      BiConsumer<Letter, ConsumerRecord<byte[], byte[]>> sender) {
    this.raw = raw;
    this.selection = selection;
    this.maxAttempts = maxAttempts;
    this.marks = marks;
    this.sender = sender;
    this.unseen = new TreeSet<>(selection.places());
  }

  /** Takes the next record of {@code calls.rejected}. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    Letter letter = Letter.of(record);
    reasons.merge(letter.reason(), 1L, Long::sum);
    unseen.remove(letter.place());
    if (!selection.includes(letter)) {
      return;
    }
    Fate fate = fate(letter);
    if (fate == Fate.SENT) {
      sender.accept(letter, record);
    }
    summary.count(letter.reason(), fate);
  }

  private Fate fate(Letter letter) {
    if (!raw.equals(letter.topic())) {
      return Fate.NOT_FROM_RAW;
    }
    if (marks.contains(letter.place())) {
      return Fate.ALREADY_REDRIVEN;
    }
    return letter.attempt() >= maxAttempts ? Fate.GIVEN_UP : Fate.SENT;
  }

  /** What was decided so far. */
  RedriveSummary summary() {
    return summary;
  }

  /** Places of the selection at which no dead letter was. */
  Collection<Place> unseen() {
    return Collections.unmodifiableCollection(unseen);
  }

  /** How many dead letters of each reason there are, selected or not. */
  Map<String, Long> reasons() {
    return Collections.unmodifiableMap(reasons);
  }
}
