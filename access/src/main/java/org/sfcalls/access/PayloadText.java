package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Bytes as one line of text that can do no harm to a terminal: control characters, and those that
 * change the direction or the line or have no agreed look, are escaped; bytes that are no UTF-8
 * stand as {@code \xNN}.
 */
public final class PayloadText {

  private PayloadText() {}

  /** The bytes as text. */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    StringBuilder text = new StringBuilder(bytes.length + 16);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      out.flip();
      escape(out, text);
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        text.append("\\x%02x".formatted(in.get()));
      }
    }
  }

  /** The text with harmful characters escaped, line ends among them. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    escape(text, safe);
    return safe.toString();
  }

  /** The same for text of several lines: newlines and tabs stay, for they only set it out. */
  public static String lines(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              if (character == '\n' || character == '\t') {
                safe.append((char) character);
              } else {
                escape(character, safe);
              }
            });
    return safe.toString();
  }

  private static void escape(CharSequence from, StringBuilder to) {
    from.codePoints().forEach(character -> escape(character, to));
  }

  private static void escape(int character, StringBuilder to) {
    switch (character) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (isHarmful(character)) {
          to.append("\\u%04x".formatted(character));
        } else {
          to.appendCodePoint(character);
        }
      }
    }
  }

  private static boolean isHarmful(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.PRIVATE_USE
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }
}
