package org.sfcalls.analytics.account;

/** Text from calls, made safe to print: whoever wrote it must not steer the reader's terminal. */
public final class PrintableText {
  private PrintableText() {}

  /** The text with every character that is not seen as itself in the form {@code \u001B}. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    out.append(String.format("\\u%04X", point));
                default -> out.appendCodePoint(point);
              }
            });
    return out.toString();
  }
}
