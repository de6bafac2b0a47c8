package org.sfcalls.benchmarks.tuning;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table for any kind of report.
 *
 * @param title what it shows
 * @param rows the cells of each row, one for each column
 */
record Table(String title, List<Column> columns, List<List<String>> rows) {

  /**
   * One column.
   *
   * @param number whether its cells are numbers, which stand at the right
   */
  record Column(String header, boolean number) {}

  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Puts a table of rows together column by column; one without any cell is left out. */
  static final class Builder<T> {
    private final String title;
    private final List<T> rows;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();

    Builder(String title, List<T> rows) {
      this.title = title;
      this.rows = List.copyOf(rows);
      rows.forEach(row -> cells.add(new ArrayList<>()));
    }

    Builder<T> text(String header, Function<T, String> text) {
      return add(new Column(header, false), text);
    }

    Builder<T> number(String header, Function<T, String> text) {
      return add(new Column(header, true), text);
    }

    private Builder<T> add(Column column, Function<T, String> text) {
      List<String> added = rows.stream().map(text).toList();
      if (added.stream().anyMatch(cell -> !cell.isEmpty())) {
        columns.add(column);
        for (int row = 0; row < added.size(); row++) {
          cells.get(row).add(added.get(row));
        }
      }
      return this;
    }

    Table build() {
      return new Table(title, columns, cells);
    }
  }

  /** As it stands on a terminal, without the title. */
  String text() {
    List<ColumnData<List<String>>> all = new ArrayList<>();
    for (int index = 0; index < columns.size(); index++) {
      int column = index;
      HorizontalAlign align =
          columns.get(column).number() ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
      all.add(
          new com.github.freva.asciitable.Column()
              .header(columns.get(column).header())
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(Integer.MAX_VALUE)
              .with(row -> row.get(column)));
    }
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows, all);
  }
}
