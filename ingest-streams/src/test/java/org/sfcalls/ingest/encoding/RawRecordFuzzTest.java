package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.CallJson;

/**
 * Any bytes are parsed without an exception, and what goes the short way comes out as it does by
 * the reference. Fuzzed in the crash ring; an ordinary test run repeats the kept inputs.
 */
class RawRecordFuzzTest {
  private static final CallField[] FIELDS = CallField.values();

  private final BothWays ways = new BothWays();

  /**
   * The input is a record; if it begins with the number of a field, the rest is also tried as that
   * field's text in a good call, which so stays one in all else; and behind the last number as its
   * time, in all three fields that tell it.
   */
  @FuzzTest
  void bothWaysAgree(byte[] input) {
    ways.takesShortWay(input);
    if (input.length == 0 || input[0] < 0 || input[0] > FIELDS.length) {
      return;
    }
    // A char stands for a byte here, so that what is no UTF-8 can stand in a text.
    String text = new String(input, 1, input.length - 1, ISO_8859_1);
    if (input[0] < FIELDS.length) {
      String name = FIELDS[input[0]].jsonName();
      tryWith(CallJson.good().withJson(name, '"' + text + '"'));
    } else if (text.length() >= 16) {
      tryWith(
          CallJson.good()
              .withJson("call_date", '"' + text.substring(0, 10) + "T00:00:00.000\"")
              .withJson("call_time", '"' + text.substring(11, 16) + '"')
              .withJson("call_date_time", '"' + text + '"'));
    }
  }

  private void tryWith(CallJson call) {
    ways.takesShortWay(call.text().getBytes(ISO_8859_1));
  }
}
