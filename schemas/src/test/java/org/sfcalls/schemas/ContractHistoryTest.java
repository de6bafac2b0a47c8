package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sfcalls.schemas.MutualRead.Version;

/** Contracts that are released stay readable, and are never changed but by a new version. */
class ContractHistoryTest {
  private static final Path CONTRACTS = Path.of("src/main/avro");
  private static final Path HISTORY = Path.of("history");

  private static final String COUNT = "{'name': 'count', 'type': 'long'},";
  private static final String NOTE =
      ", {'name': 'note', 'type': ['null', 'string'], 'default': null}";
  private static final String SAMPLE =
      "{'type': 'record', 'name': 'Sample', 'fields': ["
          + COUNT
          + "{'name': 'door', 'type': {'type': 'enum', 'name': 'Door',"
          + " 'symbols': ['OPEN', 'SHUT']}},"
          + "{'name': 'side', 'type': {'type': 'enum', 'name': 'Side',"
          + " 'symbols': ['LEFT', 'OTHER'], 'default': 'OTHER'}},"
          + "{'name': 'since', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}}"
          + NOTE
          + "]}";

  static List<String> contracts() throws IOException {
    try (Stream<Path> files = Files.list(CONTRACTS)) {
      return files
          .map(file -> file.getFileName().toString().replaceAll("\\.avsc$", ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyContractOfASubjectHasAFileOfItsOwn() throws IOException {
    assertThat(contracts())
        .containsAll(
            Topics.withPrefix("calls").subjects().values().stream().map(Schema::getName).toList());
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void theNewestReleasedVersionIsTheContractOfToday(String contract) throws IOException {
    Path today = CONTRACTS.resolve(contract + ".avsc");
    List<Version> history = history(contract);
    Path next = HISTORY.resolve(contract).resolve("v" + (history.size() + 1) + ".avsc");
    String newest =
        history.isEmpty() ? null : history.get(history.size() - 1).schema().toString(true);

    // As text, because to a registry another doc or default is another version, too.
    assertThat(parse(today).toString(true))
        .as(
            "%s is not the newest version in schemas/history/%s. A released version is never"
                + " edited; release this one as the next: in schemas, run: mkdir -p %s && cp %s %s",
            today, contract, next.getParent(), today, next)
        .isEqualTo(newest);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyVersionReadsWhatEveryOtherWroteInBothDirections(String contract) throws IOException {
    List<Version> history = history(contract);
    List<String> conflicts = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      for (int j = i + 1; j < history.size(); j++) {
        conflicts.addAll(MutualRead.conflicts(history.get(i), history.get(j)));
      }
    }
    assertThat(conflicts)
        .as(
            "%s has versions that can't read each other; see \"To change a contract\" in"
                + " schemas/README.md",
            contract)
        .isEmpty();
  }

  static Stream<Arguments> breakingChanges() {
    return Stream.of(
        Arguments.of(
            "a field without a default is added",
            COUNT,
            COUNT + "{'name': 'added', 'type': 'int'},",
            "version 2 can't read version 1: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1"
                + " (added)"),
        Arguments.of(
            "a field without a default is removed",
            COUNT,
            "",
            "version 1 can't read version 2: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0"
                + " (count)"),
        Arguments.of(
            "a field is renamed",
            "'name': 'count'",
            "'name': 'total'",
            "version 1 can't read version 2: READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0"
                + " (count)"),
        Arguments.of(
            "a type is widened, for old readers can't read it",
            "'name': 'count', 'type': 'long'",
            "'name': 'count', 'type': 'double'",
            "version 1 can't read version 2: TYPE_MISMATCH at /fields/0/type"),
        Arguments.of(
            "an enum without a default gets a symbol",
            "['OPEN', 'SHUT']",
            "['OPEN', 'SHUT', 'AJAR']",
            "version 1 can't read version 2: MISSING_ENUM_SYMBOLS at /fields/1/type/symbols"
                + " ([AJAR])"),
        Arguments.of(
            "the logical type changes",
            "'timestamp-millis'",
            "'timestamp-micros'",
            "since is [timestamp-millis] in version 1 and [timestamp-micros] in version 2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakingChanges")
  void aChangeIsRefusedWhen(String change, String before, String after, String reason) {
    assertThat(MutualRead.conflicts(sample(1, SAMPLE), sample(2, SAMPLE.replace(before, after))))
        .anySatisfy(conflict -> assertThat(conflict).startsWith(reason));
  }

  static Stream<Arguments> harmlessChanges() {
    return Stream.of(
        Arguments.of(
            "a field with a default is added",
            COUNT,
            COUNT + "{'name': 'added', 'type': ['null', 'string'], 'default': null},"),
        Arguments.of("a field with a default is removed", NOTE, ""),
        Arguments.of("a doc is changed", "'type': 'long'", "'type': 'long', 'doc': 'How many.'"),
        Arguments.of(
            "an enum with a default gets a symbol", "'LEFT', 'OTHER'", "'LEFT', 'UP', 'OTHER'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmlessChanges")
  void aChangeIsTakenWhen(String change, String before, String after) {
    assertThat(SAMPLE).contains(before);
    assertThat(MutualRead.conflicts(sample(1, SAMPLE), sample(2, SAMPLE.replace(before, after))))
        .isEmpty();
  }

  @Test
  void aReaderSeesAnOutcomeThatItDoesNotKnowAsOther() throws IOException {
    Schema newer =
        new Schema.Parser()
            .parse(
                LedgerKey.getClassSchema()
                    .toString()
                    .replace("\"REPEATED\",", "\"REPEATED\",\"POSTPONED\","));
    GenericRecord written = new GenericData.Record(newer);
    written.put("partition", 3);
    written.put(
        "outcome", new GenericData.EnumSymbol(newer.getField("outcome").schema(), "POSTPONED"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(newer).write(written, encoder);

    LedgerKey read =
        new SpecificDatumReader<LedgerKey>(newer, LedgerKey.getClassSchema())
            .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));

    assertThat(read).isEqualTo(new LedgerKey(3, Outcome.OTHER, null));
  }

  private static Version sample(int number, String json) {
    return new Version("version " + number, new Schema.Parser().parse(json.replace('\'', '"')));
  }

  /** The released versions of a contract, from 1 on; none when it was never released. */
  private static List<Version> history(String contract) throws IOException {
    List<Version> versions = new ArrayList<>();
    Path folder = HISTORY.resolve(contract);
    if (!Files.isDirectory(folder)) {
      return versions;
    }
    long files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.count();
    }
    for (int number = 1; number <= files; number++) {
      Path file = folder.resolve("v" + number + ".avsc");
      assertThat(file).as("%s has %d files, v1.avsc and so on", folder, files).exists();
      versions.add(new Version(contract + " v" + number, parse(file)));
    }
    return versions;
  }

  private static Schema parse(Path file) throws IOException {
    return new Schema.Parser().parse(Files.readString(file));
  }
}
