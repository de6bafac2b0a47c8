package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.FieldRules;

/**
 * Finds the texts of the fourteen fields in the bytes of a record, where they stand, in one pass.
 *
 * <p>It knows just the JSON that the export is made of: one object of fields with texts of
 * printable ASCII and no escapes. For all else it says no, whether that is JSON or not.
 *
 * <p>Eight bytes are looked at at a time: for the end of a text as in <a
 * href="https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord">Determine if a word has a
 * zero byte</a>, for a name by comparing it with the one that comes next in the export. The record
 * is copied to where a zero byte stands behind it, at which every comparison ends, so that none
 * need look for the end of the record.
 *
 * <p>Not for use by several threads at once.
 */
final class FieldScanner {

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FIELDS = CallField.all().size();
  private static final int ALL_SEEN = (1 << FIELDS) - 1;

  /** Where the text of a field is that the record does not have. */
  private static final int ABSENT = 0;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long SPACES = ' ' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  /** By ordinal the name of each field, then the names of earlier years. */
  private static final Name[] NAMES = names();

  /** Room behind the record for the longest comparison that begins in it. */
  private static final int SLACK = 64;

  private final int maxTextLength;
  private byte[] bytes = new byte[1024];
  private final int[] from = new int[FIELDS];
  private final int[] to = new int[FIELDS];

  /** One bit, by ordinal, for each field that a record must have. */
  private final int needed;

  FieldScanner(FieldRules rules, int maxTextLength) {
    int absent = rules.absent().stream().mapToInt(field -> 1 << field.ordinal()).sum();
    this.needed = ALL_SEEN & ~absent;
    this.maxTextLength = maxTextLength;
  }

  /**
   * Whether each field that {@code record} must have was found in it, no field twice, and nothing
   * else. A field that is absent has an empty text.
   */
  boolean scan(byte[] record) {
    int length = record.length;
    if (bytes.length < length + SLACK) {
      bytes = new byte[2 * length + SLACK];
    }
    byte[] bytes = this.bytes;
    System.arraycopy(record, 0, bytes, 0, length);
    bytes[length] = 0;

    int at = skipWhite(bytes, 0);
    if (bytes[at] != '{') {
      return false;
    }
    int seen = 0;
    int next = 0;
    do {
      at = skipWhite(bytes, at + 1);
      Name name = NAMES[next];
      if (!name.standsAt(bytes, at)) {
        name = nameAt(bytes, at);
        if (name == null) {
          return false;
        }
      }
      int field = name.field;
      if ((seen & 1 << field) != 0) {
        return false;
      }
      seen |= 1 << field;
      next = field + 1 < FIELDS ? field + 1 : 0;

      at = skipWhite(bytes, at + name.length);
      if (bytes[at] != ':') {
        return false;
      }
      at = skipWhite(bytes, at + 1);
      if (bytes[at] != '"') {
        return false;
      }
      int start = at + 1;
      at = endOfPlain(bytes, start);
      if (bytes[at] != '"' || at - start > maxTextLength) {
        return false;
      }
      from[field] = start;
      to[field] = at;
      at = skipWhite(bytes, at + 1);
    } while (bytes[at] == ',');
    if (bytes[at] != '}' || (seen & needed) != needed || skipWhite(bytes, at + 1) != length) {
      return false;
    }
    for (int unseen = ALL_SEEN & ~seen; unseen != 0; unseen &= unseen - 1) {
      int field = Integer.numberOfTrailingZeros(unseen);
      from[field] = ABSENT;
      to[field] = ABSENT;
    }
    return true;
  }

  /** The record last scanned, and what may stand behind it. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the text of the field begins in {@link #bytes()}. */
  int from(CallField field) {
    return from[field.ordinal()];
  }

  /** Behind the last byte of the field's text. */
  int to(CallField field) {
    return to[field.ordinal()];
  }

  private static int skipWhite(byte[] bytes, int at) {
    while (true) {
      byte b = bytes[at];
      if (b > ' ') {
        return at;
      }
      if (b == ' ' && (long) LONGS.get(bytes, at) == SPACES) {
        at += Long.BYTES;
      } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
        at++;
      } else {
        return at;
      }
    }
  }

  /** Where the first byte from {@code at} on is that may not stand in a text of plain ASCII. */
  private static int endOfPlain(byte[] bytes, int at) {
    while (true) {
      long word = (long) LONGS.get(bytes, at);
      // A byte's high bit is set if it is under 0x20, a quote, a backslash or beyond ASCII (what of
      // that one difference leaves out another takes). Borrowing from the next byte can set a bit
      // wrongly, but only behind one that is rightly set.
      long found =
          ((word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES)) & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += Long.BYTES;
    }
  }

  private static Name nameAt(byte[] bytes, int at) {
    for (Name name : NAMES) {
      if (name.standsAt(bytes, at)) {
        return name;
      }
    }
    return null;
  }

  private static Name[] names() {
    List<Name> names = new ArrayList<>();
    CallField.all().forEach(field -> names.add(new Name(field, field.jsonName())));
    CallField.all()
        .forEach(field -> field.aliases().forEach(alias -> names.add(new Name(field, alias))));
    return names.toArray(Name[]::new);
  }

  /** The name of a field as it stands in JSON, quotes included, eight bytes in a word. */
  private static final class Name {
    final int field;
    final int length;
    private final long[] words;
    private final long lastMask;

    Name(CallField field, String name) {
      byte[] quoted = ('"' + name + '"').getBytes(US_ASCII);
      this.field = field.ordinal();
      this.length = quoted.length;
      this.words = new long[(length + Long.BYTES - 1) / Long.BYTES];
      byte[] padded = Arrays.copyOf(quoted, words.length * Long.BYTES);
      for (int i = 0; i < words.length; i++) {
        words[i] = (long) LONGS.get(padded, i * Long.BYTES);
      }
      this.lastMask = -1L >>> (padded.length - length) * Byte.SIZE;
    }

    boolean standsAt(byte[] bytes, int at) {
      int last = words.length - 1;
      for (int i = 0; i < last; i++) {
        if ((long) LONGS.get(bytes, at + i * Long.BYTES) != words[i]) {
          return false;
        }
      }
      return ((long) LONGS.get(bytes, at + last * Long.BYTES) & lastMask) == words[last];
    }
  }
}
