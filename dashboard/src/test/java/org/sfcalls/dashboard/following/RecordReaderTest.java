package org.sfcalls.dashboard.following;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

/** Dead letters, which need no registry, and what there is when it is away. */
class RecordReaderTest {
  private static final Topics TOPICS = Topics.withPrefix("calls");

  @TempDir Path folder;

  private final AvroReader avro = new AvroReader("http://127.0.0.1:1");
  private final RecordReader reader = new RecordReader(TOPICS, avro);

  @AfterEach
  void close() {
    avro.close();
  }

  private static ConsumerRecord<byte[], byte[]> entry(
      String topic, byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        topic,
        2,
        77,
        1_234,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static Headers headers(String topic) {
    return new RecordHeaders()
        .add(DeadLetter.TOPIC, topic.getBytes(UTF_8))
        .add(DeadLetter.PARTITION, "3".getBytes(UTF_8))
        .add(DeadLetter.OFFSET, "99".getBytes(UTF_8))
        .add(DeadLetter.REASON, "BAD_DATE".getBytes(UTF_8))
        .add(DeadLetter.FIELD, "call_date".getBytes(UTF_8))
        .add(DeadLetter.FAULTS, "BAD_DATE:call_date,BAD_ID".getBytes(UTF_8))
        .add(DeadLetter.MESSAGE, "call_date is 'x'".getBytes(UTF_8));
  }

  private Change.Rejected letter(byte[] value, Headers headers) throws Exception {
    return (Change.Rejected) reader.read(entry("calls.rejected", null, value, headers));
  }

  @Test
  void aDeadLetterTellsItsPlaceItsReasonAndAnExcerpt() throws Exception {
    assertThat(letter("{\"crime_id\": 1}".getBytes(UTF_8), headers("calls.raw")))
        .isEqualTo(
            new Change.Rejected(
                2,
                77,
                1_234,
                Change.Source.RAW,
                "calls.raw-3@99",
                "BAD_DATE",
                "call_date",
                "call_date is 'x'",
                "{\"crime_id\": 1}"));
  }

  @ParameterizedTest
  @CsvSource({
    "calls.raw, RAW",
    "calls.clean, CLEAN",
    "calls.rejected, OTHER",
    "orders, OTHER",
    "(none), OTHER"
  })
  void theTopicThatItWasReadFromTellsWhichTierRefusedIt(String topic, Change.Source source)
      throws Exception {
    Change.Rejected letter = letter(new byte[0], headers(topic));

    assertThat(letter.source()).isEqualTo(source);
    assertThat(letter.sourcePlace()).isEqualTo(topic + "-3@99");
  }

  @Test
  void withoutHeadersItIsALetterOfNoTopicOfOurs() throws Exception {
    Change.Rejected letter = letter(null, new RecordHeaders());

    assertThat(letter.source()).isEqualTo(Change.Source.OTHER);
    assertThat(letter.sourcePlace()).isEqualTo("(none)-@");
    assertThat(letter.reason()).isEqualTo("(none)");
    assertThat(letter.field()).isNull();
    assertThat(letter.message()).isEmpty();
    assertThat(letter.excerpt()).isEqualTo("(no value)");
  }

  @Test
  void headersWithoutAValueAreLikeNone() throws Exception {
    Headers headers = new RecordHeaders();
    DeadLetter.HEADERS.forEach(name -> headers.add(name, null));

    assertThat(letter(null, headers).reason()).isEqualTo("(none)");
    assertThat(letter(null, headers).source()).isEqualTo(Change.Source.OTHER);
  }

  @Test
  void ofAHeaderThatIsThereTwiceTheLastHolds() throws Exception {
    Headers headers = headers("orders").add(DeadLetter.TOPIC, "calls.raw".getBytes(UTF_8));

    assertThat(letter(new byte[0], headers).source()).isEqualTo(Change.Source.RAW);
  }

  @Test
  void withoutAReasonTheFirstFaultIsTheReason() throws Exception {
    Headers headers = headers("calls.raw").remove(DeadLetter.REASON);

    assertThat(letter(new byte[0], headers).reason()).isEqualTo("BAD_DATE");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ":", ",,:,:x", ":::", "\u0000", "A:,B", "a:b:c", "\uFFFD,"})
  void hostileFaultsAreRead(String faults) throws Exception {
    Headers headers = headers("calls.raw").remove(DeadLetter.REASON).remove(DeadLetter.FAULTS);
    headers.add(DeadLetter.FAULTS, faults.getBytes(UTF_8));

    assertThat(letter(new byte[0], headers).reason()).isNotEmpty();
  }

  @Test
  void ofAHugeValueTheBeginningIsKept() throws Exception {
    Change.Rejected letter =
        letter("x".repeat(Topics.MAX_RECORD_BYTES).getBytes(UTF_8), headers("calls.raw"));

    assertThat(letter.excerpt()).isEqualTo("x".repeat(240) + "…");
  }

  @ParameterizedTest
  @CsvSource({"239, false", "240, false", "241, true", "959, true", "960, true", "961, true"})
  void anExcerptEndsInOneEllipsisWhereThereIsMore(int length, boolean more) throws Exception {
    String excerpt = letter("x".repeat(length).getBytes(UTF_8), headers("calls.raw")).excerpt();

    assertThat(excerpt).isEqualTo("x".repeat(Math.min(length, 240)) + (more ? "…" : ""));
  }

  @Test
  void noCharacterIsCutInTwo() throws Exception {
    String engines = "\uD83D\uDE92".repeat(600);
    Headers headers = headers("calls.raw").remove(DeadLetter.MESSAGE);
    headers.add(DeadLetter.MESSAGE, ("x" + engines).getBytes(UTF_8));
    Change.Rejected letter = letter(("x" + engines).getBytes(UTF_8), headers);

    for (String text : List.of(letter.excerpt(), letter.message())) {
      assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
      assertThat(text).startsWith("x\uD83D\uDE92").endsWith("…").doesNotContain("\uFFFD", "?");
    }
  }

  @Test
  void hugeHeadersAreCut() throws Exception {
    String huge = "y".repeat(1_000_000);
    Headers headers = new RecordHeaders();
    DeadLetter.HEADERS.forEach(name -> headers.add(name, huge.getBytes(UTF_8)));
    Change.Rejected letter = letter(new byte[0], headers);

    assertThat(letter.message()).hasSize(501).endsWith("…");
    assertThat(letter.reason().length()).isLessThan(2_000);
    assertThat(letter.field().length()).isLessThan(2_000);
    assertThat(letter.sourcePlace().length()).isLessThan(2_000);
  }

  @Test
  void bytesThatAreNoTextCanBeStored() throws Exception {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Headers headers = new RecordHeaders();
    DeadLetter.HEADERS.forEach(name -> headers.add(name, bytes));
    Change.Rejected letter = letter(bytes, headers);

    try (Store store = Store.open(folder.resolve("calls.duckdb"), false)) {
      store.apply(List.of(letter), Map.of());
      assertThat(store.query("SELECT excerpt FROM rejected", row -> row.getString(1)))
          .containsExactly(letter.excerpt());
    }
  }

  @ParameterizedTest
  @MethodSource("strange")
  void whatIsNotInTheWireFormatIsUnreadableAndKnownByItsPlace(String topic, byte[] bytes)
      throws Exception {
    Change change = reader.read(entry(topic, bytes, bytes, new RecordHeaders()));

    assertThat(change)
        .isInstanceOfSatisfying(
            Change.Unreadable.class,
            unreadable -> {
              assertThat(unreadable.topic()).isEqualTo(topic);
              assertThat(unreadable.partition()).isEqualTo(2);
              assertThat(unreadable.offset()).isEqualTo(77);
              assertThat(unreadable.message()).isNotEmpty().hasSizeLessThanOrEqualTo(301);
            });
  }

  static Stream<Arguments> strange() {
    return Stream.of("calls.counts", "calls.late", "calls.ledger", "calls.progress")
        .flatMap(
            topic ->
                Stream.of(new byte[0], new byte[] {0, 0}, "{\"a\": 1}".getBytes(UTF_8), null)
                    .map(bytes -> Arguments.of(topic, bytes)));
  }

  @Test
  void aRecordThatNeedsTheRegistryWaitsForIt() {
    byte[] bytes = WireFormat.header(7);

    assertThatThrownBy(() -> reader.read(entry("calls.counts", bytes, bytes, new RecordHeaders())))
        .isInstanceOf(RecordReader.RegistryAway.class);
  }
}
