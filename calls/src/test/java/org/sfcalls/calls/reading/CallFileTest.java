package org.sfcalls.calls.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallFileTest {
  @TempDir Path folder;

  @Test
  void slicesTheElementsOfAPrettyPrintedArrayByteForByte() throws IOException {
    String first = "{\n    \"crime_id\" : \"1\",\n    \"address\": \"caf\u00e9 \\u00e9 ]}\"\n  }";
    String second = "{\"n\": 1.50e0, \"deep\": [{\"a\": []}]}";
    assertThat(read("[\n  " + first + " ,\n  " + second + "\n]\n")).containsExactly(first, second);
  }

  @Test
  void slicesElementsThatAreNoObjects() throws IOException {
    Path file = write("[12, \"a,b\", null, [1, 2],-0.5 , true]".getBytes(UTF_8));
    assertThat(read(new CallFile(file, CallFormat.ARRAY)))
        .containsExactly("12", "\"a,b\"", "null", "[1, 2]", "-0.5", "true");
  }

  @Test
  void slicesElementsOfAnySizeOverManyReads() throws IOException {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      elements.add("{\"n\":\"" + "\u00e9".repeat(i * 37 % 5000) + "\"}");
    }
    elements.add("{\"n\":\"" + "x".repeat(3_000_000) + "\"}");
    elements.add("{}");
    assertThat(read("[" + String.join(" ,\n", elements) + "]")).containsExactlyElementsOf(elements);
  }

  @Test
  void readsAnArrayBehindAByteOrderMark() throws IOException {
    assertThat(read("\ufeff [ {\"a\":1} ]")).containsExactly("{\"a\":1}");
  }

  @Test
  void readsNoRecordsFromAnEmptyArrayAndFromAnEmptyFile() throws IOException {
    assertThat(read(" [ ] ")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @Test
  void keepsEveryLineWhateverIsInIt() throws IOException {
    assertThat(read("{\"a\":1}\n\n{broken\n\u0000\u0001\u00ff [\r\nlast"))
        .containsExactly("{\"a\":1}", "", "{broken", "\u0000\u0001\u00ff [", "last");
  }

  @Test
  void makesNoRecordOfTheLastNewline() throws IOException {
    assertThat(read("{}\n")).containsExactly("{}");
    assertThat(read("{}\n\n")).containsExactly("{}", "");
  }

  @Test
  void takesOneCarriageReturnOffALine() throws IOException {
    assertThat(read("{}\r\r\n{}\r\n")).containsExactly("{}\r", "{}");
  }

  @Test
  void takesALineThatBeginsWithABracketForALine() throws IOException {
    assertThat(read("[1,2]\n{}\n")).containsExactly("[1,2]", "{}");
  }

  @Test
  void keepsALineOfFiveMegabytesWhole() throws IOException {
    String longLine = "x".repeat(5_000_000);
    assertThat(read("{}\n" + longLine + "\n{}")).containsExactly("{}", longLine, "{}");
  }

  @Test
  void refusesALineThatNoTopicTakesAndNamesItsSize() throws IOException {
    byte[] tooLong = new byte[17 * 1024 * 1024];
    Arrays.fill(tooLong, (byte) 'x');
    System.arraycopy("{}\n".getBytes(UTF_8), 0, tooLong, 0, 3);
    CallFile file = new CallFile(write(tooLong), CallFormat.AUTO);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("line 2, column " + (CallFile.MAX_RECORD_BYTES + 1) + ":")
        .hasMessageContaining(String.valueOf(tooLong.length - 3))
        .hasMessageContaining(String.valueOf(CallFile.MAX_RECORD_BYTES))
        .extracting("recordsRead")
        .isEqualTo(1L);
  }

  @Test
  void readsGzipOfSeveralMembers() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(gzip("{\"a\":1}\n{\"b\""));
    packed.write(gzip(":2}\n"));
    assertThat(read(new CallFile(write(packed.toByteArray()), CallFormat.AUTO)))
        .containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void namesTheLineOfATruncatedGzip() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      lines.append("{\"crime_id\":\"").append(i * 7919 % 100_003).append("\"}\n");
    }
    byte[] whole = gzip(lines.toString());
    CallFile file = new CallFile(write(Arrays.copyOf(whole, whole.length / 2)), CallFormat.AUTO);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputFault.class)
        .hasMessageMatching(
            ".*, line [0-9]+, column [0-9]+: can't be read further: .*cut off or damaged.*");
  }

  @Test
  void namesTheColumnBehindTheLastByteOfACutLine() {
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream("{}\n{\"a\"".getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("gone");
              }
            });
    LineReader lines = new LineReader("calls.json", broken, 100);
    assertThatThrownBy(
            () -> {
              while (true) {
                lines.next();
              }
            })
        .isInstanceOf(InputFault.class)
        .hasMessageStartingWith("calls.json, line 2, column 5: can't be read further: gone")
        .extracting("recordsRead")
        .isEqualTo(1L);
  }

  @Test
  void namesTheLastWholeElementBeforeATruncatedGzip() throws IOException {
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < 50_000; i++) {
      array.append("{\"crime_id\":\"").append(i * 7919 % 100_003).append("\"},\n");
    }
    byte[] whole = gzip(array.toString());
    CallFile file = new CallFile(write(Arrays.copyOf(whole, whole.length / 2)), CallFormat.AUTO);
    List<byte[]> records = new ArrayList<>();
    try (CallReader reader = file.open()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  records.add(reader.next());
                }
              })
          .isInstanceOf(InputFault.class)
          .satisfies(
              fault -> {
                int column = records.get(records.size() - 1).length + 1;
                assertThat(fault)
                    .hasMessageContaining(
                        "behind line " + records.size() + ", column " + column + ": can't be read");
              });
    }
  }

  @Test
  void refusesBytesBehindTheGzipData() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(gzip("{}\n"));
    packed.write("more calls that nobody would read".getBytes(UTF_8));
    CallFile file = new CallFile(write(packed.toByteArray()), CallFormat.AUTO);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("bytes follow the end of the gzip");
  }

  @Test
  void namesLineAndColumnOfASyntaxErrorInAnArray() throws IOException {
    CallFile file =
        new CallFile(write("[\n{\"a\":1},\n{\"b\":oops}]".getBytes(UTF_8)), CallFormat.AUTO);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("calls.json, line 3, column ")
        .hasMessageContaining("oops")
        .extracting("recordsRead")
        .isEqualTo(1L);
  }

  @Test
  void refusesAnArrayThatIsCutOff() throws IOException {
    for (String cut : List.of("[", "[{\"a\":1}", "[{\"a\":1},", "[{\"a\":")) {
      CallFile file = new CallFile(write(cut.getBytes(UTF_8)), CallFormat.AUTO);
      assertThatThrownBy(() -> read(file)).isInstanceOf(InputFault.class);
    }
  }

  @Test
  void refusesWhatFollowsAnArray() throws IOException {
    CallFile file = new CallFile(write("[{}] {}".getBytes(UTF_8)), CallFormat.AUTO);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("follows the end of the array");
  }

  @Test
  void refusesAnElementThatIsABombWithoutReadingAllOfIt() throws IOException {
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream("[{\"a\":1},\n{\"a\":\"".getBytes(US_ASCII)),
            new InputStream() {
              private long left = 200L * 1024 * 1024;

              @Override
              public int read() {
                return left-- > 0 ? 'x' : -1;
              }

              @Override
              public int read(byte[] buffer, int offset, int count) {
                Arrays.fill(buffer, offset, offset + count, (byte) 'x');
                left -= count;
                assertThat(left).as("it reads on and on").isPositive();
                return count;
              }
            });
    try (CallReader calls = new ArrayReader("bomb.json", endless, 1024 * 1024)) {
      assertThat(calls.next()).hasSize(7);
      assertThatThrownBy(calls::next)
          .isInstanceOf(InputFault.class)
          .hasMessage(
              "bomb.json, behind line 1, column 9: no element ends within 1048576 bytes, the most that"
                  + " a record may have");
    }
  }

  @Test
  void refusesAnElementThatIsNestedWithoutEnd() throws IOException {
    byte[] nested = ("[" + "[".repeat(3_000_000)).getBytes(US_ASCII);
    try (CallReader calls =
        new ArrayReader("bomb.json", new ByteArrayInputStream(nested), 16 * 1024 * 1024)) {
      assertThatThrownBy(calls::next)
          .isInstanceOf(InputFault.class)
          .hasMessageContaining("nesting depth")
          .hasMessageContaining("10000");
    }
  }

  @Test
  void namesAFileThatIsNotThere() {
    CallFile file = new CallFile(folder.resolve("absent.json"), CallFormat.AUTO);
    assertThatThrownBy(file::open)
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("absent.json")
        .hasMessageContaining("no such file");
  }

  private List<String> read(String content) throws IOException {
    boolean text = content.indexOf('\u00ff') < 0;
    Path plain = write(content.getBytes(text ? UTF_8 : ISO_8859_1));
    List<String> records = read(new CallFile(plain, CallFormat.AUTO), text);
    Path packed = write(gzip(content.getBytes(text ? UTF_8 : ISO_8859_1)));
    assertThat(read(new CallFile(packed, CallFormat.AUTO), text)).isEqualTo(records);
    return records;
  }

  private static List<String> read(CallFile file) throws IOException {
    return read(file, true);
  }

  private static List<String> read(CallFile file, boolean text) throws IOException {
    List<String> records = new ArrayList<>();
    try (CallReader reader = file.open()) {
      for (byte[] record = reader.next(); record != null; record = reader.next()) {
        records.add(new String(record, text ? UTF_8 : ISO_8859_1));
      }
      assertThat(reader.next()).isNull();
    }
    return records;
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("calls.json"), content);
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(UTF_8));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }
}
