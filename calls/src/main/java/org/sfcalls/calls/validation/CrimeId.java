package org.sfcalls.calls.validation;

/**
 * The number that the department gives a call: 1 to 18 digits.
 *
 * <p>So an id fits a {@code long}, one to one: a digit 1 is put in front, which keeps leading
 * zeros, since "00123" and "123" are different ids.
 */
public final class CrimeId {

  /** Longest id; the export's have 9 digits. With the 1 in front it is 19, which a long holds. */
  public static final int MAX_DIGITS = 18;

  /** What stands for something that is no id; no id has this number. */
  public static final long NONE = -1;

  private CrimeId() {}

  /** The number of the id {@code text}: 1123 for "123"; {@link #NONE} if it is no id. */
  public static long number(CharSequence text) {
    if (text.length() < 1 || text.length() > MAX_DIGITS) {
      return NONE;
    }
    long number = 1;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** The same for the ASCII text in {@code bytes}, from {@code from} to before {@code to}. */
  public static long number(byte[] bytes, int from, int to) {
    if (to - from < 1 || to - from > MAX_DIGITS) {
      return NONE;
    }
    long number = 1;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
