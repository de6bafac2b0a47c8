package org.sfcalls.tools.deadletter;

import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.Locale;

/** Columns of the tables, and how numbers stand in them. */
final class Columns {
  private static final int WIDEST = 60;

  private Columns() {}

  static Column text(String head) {
    return column(head, HorizontalAlign.LEFT).maxWidth(WIDEST);
  }

  static Column number(String head) {
    return column(head, HorizontalAlign.RIGHT);
  }

  private static Column column(String head, HorizontalAlign align) {
    return new Column().header(head).headerAlign(align).dataAlign(align);
  }

  static String grouped(long number) {
    return String.format(Locale.US, "%,d", number);
  }

  /** In percent of the whole. */
  static String share(long part, long whole) {
    return String.format(Locale.US, "%.1f %%", 100.0 * part / whole);
  }
}
