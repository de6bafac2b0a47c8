package org.sfcalls.e2e.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.sfcalls.e2e.crash.PlainVerdicts.Judgement;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Topics;

/**
 * What became of the records of a raw topic, or what should have.
 *
 * @param clean the calls of each partition, in their order
 * @param rejected dead letters by the place of their raw record; more than one only by a fault
 * @param ledger records of each partition by verdict
 */
record Outcomes(
    Map<Integer, List<PoliceCall>> clean,
    Map<Place, List<Letter>> rejected,
    Map<Tally, Long> ledger) {

  /** Where a raw record stands. */
  record Place(String topic, int partition, long offset) {}

  /** A dead letter: key and bytes as they came, and why. */
  record Letter(ByteBuffer key, ByteBuffer value, String reason) {}

  /** What the ledger counts by. */
  record Tally(int partition, Verdict verdict) {}

  private Outcomes() {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** What must become of these raw records. */
  static Outcomes expectedOf(List<ConsumerRecord<byte[], byte[]>> raw) {
    Outcomes expected = new Outcomes();
    Map<Integer, PlainVerdicts> verdicts = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> entry : raw) {
      Judgement judgement =
          verdicts.computeIfAbsent(entry.partition(), p -> new PlainVerdicts()).next(entry.value());
      Verdict verdict = judgement.verdict();
      expected.ledger.merge(new Tally(entry.partition(), verdict), 1L, Long::sum);
      switch (verdict.outcome()) {
        case CLEAN -> expected.addClean(entry.partition(), judgement.call());
        case REJECTED ->
            expected.addRejected(
                new Place(entry.topic(), entry.partition(), entry.offset()),
                letter(entry, verdict.reason()));
        case REPEATED -> {}
      }
    }
    return expected;
  }

  /** What the topics tell. */
  static Outcomes found(String bootstrap, String registryUrl, Topics topics) {
    Outcomes found = new Outcomes();
    try (AvroReader avro = new AvroReader(registryUrl)) {
      for (ConsumerRecord<byte[], byte[]> entry : TopicContents.of(bootstrap, topics.clean())) {
        found.addClean(
            entry.partition(), avro.value(topics.clean(), entry.value(), PoliceCall.class));
      }
      for (ConsumerRecord<byte[], byte[]> entry : TopicContents.of(bootstrap, topics.rejected())) {
        found.addRejected(
            new Place(
                header(entry, DeadLetter.TOPIC),
                Integer.parseInt(header(entry, DeadLetter.PARTITION)),
                Long.parseLong(header(entry, DeadLetter.OFFSET))),
            letter(entry, header(entry, DeadLetter.REASON)));
      }
      found.ledger.putAll(ledger(bootstrap, avro, topics));
    }
    return found;
  }

  /** How many records the ledger has counted, all partitions and outcomes together. */
  static long ledgerTotal(String bootstrap, String registryUrl, Topics topics) {
    try (AvroReader avro = new AvroReader(registryUrl)) {
      return ledger(bootstrap, avro, topics).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static Map<Tally, Long> ledger(String bootstrap, AvroReader avro, Topics topics) {
    Map<Tally, Long> ledger = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> entry : TopicContents.of(bootstrap, topics.ledger())) {
      LedgerKey key = avro.key(topics.ledger(), entry.key(), LedgerKey.class);
      long count = avro.value(topics.ledger(), entry.value(), LedgerCount.class).getCount();
      Tally tally = new Tally(key.getPartition(), new Verdict(key.getOutcome(), key.getReason()));
      Long before = ledger.put(tally, count);
      if (before != null && before > count) {
        throw new AssertionError(
            "the ledger went back from %d to %d at offset %d: %s"
                .formatted(before, count, entry.offset(), tally));
      }
    }
    return ledger;
  }

  private void addClean(int partition, PoliceCall call) {
    clean.computeIfAbsent(partition, p -> new ArrayList<>()).add(call);
  }

  private void addRejected(Place place, Letter letter) {
    rejected.computeIfAbsent(place, p -> new ArrayList<>()).add(letter);
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> entry, String reason) {
    return new Letter(wrapped(entry.key()), wrapped(entry.value()), reason);
  }

  private static ByteBuffer wrapped(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    Header header = entry.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }
}
