package org.sfcalls.benchmarks.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A table of any report. */
public record Table(List<Column> columns, List<List<String>> rows) {
  public record Column(String header, boolean number) {}

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  public static <T> Builder<T> of(List<T> rows) {
    return new Builder<>(rows);
  }

  /** Adds columns; one without any cell is left out. */
  public static final class Builder<T> {
    private final List<T> rows;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();

    private Builder(List<T> rows) {
      this.rows = List.copyOf(rows);
      rows.forEach(row -> cells.add(new ArrayList<>()));
    }

    public Builder<T> text(String header, Function<T, String> text) {
      return add(new Column(header, false), text);
    }

    public Builder<T> number(String header, Function<T, String> text) {
      return add(new Column(header, true), text);
    }

    /** A number in the format of {@link String#format}; NaN for none. */
    public Builder<T> number(String header, String format, ToDoubleFunction<T> number) {
      return number(
          header,
          row -> {
            double value = number.applyAsDouble(row);
            return Double.isNaN(value) ? "" : String.format(Locale.US, format, value);
          });
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

    public Table build() {
      return new Table(columns, cells);
    }

    @Override
    public String toString() {
      return build().text();
    }
  }

  public String text() {
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
