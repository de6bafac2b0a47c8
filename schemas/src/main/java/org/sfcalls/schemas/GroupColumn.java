package org.sfcalls.schemas;

import java.util.Locale;
import java.util.Optional;

/**
 * A column that calls can be counted by in addition to the window, in the order of the contracts. A
 * further column is a constant here, a field of the contracts {@link CallCountKey}, {@link
 * CallCount} and {@link LateCall} behind the others, and labels on the dashboard's page.
 */
public enum GroupColumn {
  TYPE("original_crime_type_name", null),
  /** Radio codes, which have a description in the counts where the table lists them. */
  DISPOSITION("disposition", "disposition_description");

  /** The value in every count of a column that is not counted by. */
  public static final String ALL = "*";

  /** The value of calls that have none. */
  public static final String ABSENT = "";

  private final String field;
  private final String descriptionField;

  GroupColumn(String field, String descriptionField) {
    this.field = field;
    this.descriptionField = descriptionField;
  }

  /** Its field in {@link PoliceCall} and in the contracts of counts. */
  public String field() {
    return field;
  }

  /** The field of {@link CallCount} that describes its value; empty where values speak alone. */
  public Optional<String> descriptionField() {
    return Optional.ofNullable(descriptionField);
  }

  /** The name that options, tables and the dashboard's API use: {@code type}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
