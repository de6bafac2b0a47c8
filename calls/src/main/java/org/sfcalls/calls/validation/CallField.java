package org.sfcalls.calls.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fourteen fields of the export, in its order. All are texts there. */
public enum CallField {
  CRIME_ID(true),
  ORIGINAL_CRIME_TYPE_NAME(true, "original_crimetype_name"),
  REPORT_DATE(true),
  CALL_DATE(true),
  OFFENSE_DATE(true),
  CALL_TIME(true),
  CALL_DATE_TIME(true, "call_dttm"),
  DISPOSITION(true),
  ADDRESS(false),
  CITY(false),
  STATE(false),
  AGENCY_ID(false),
  ADDRESS_TYPE(false),
  COMMON_LOCATION(false);

  private static final List<CallField> ALL = List.of(values());
  private static final Map<String, CallField> BY_NAME = new HashMap<>();

  static {
    for (CallField field : ALL) {
      BY_NAME.put(field.jsonName, field);
      for (String alias : field.aliases) {
        BY_NAME.put(alias, field);
      }
    }
  }

  private final String jsonName;
  private final boolean required;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> aliases;

  /**
   * @param required whether a call without it can't be placed or counted
   * @param aliases names that the field had in earlier years
   */
  CallField(boolean required, String... aliases) {
    this.jsonName = name().toLowerCase(Locale.ROOT);
    this.required = required;
    this.aliases = List.of(aliases);
  }

  /** The field's name in the export. */
  public String jsonName() {
    return jsonName;
  }

  /** The names that the field had in earlier years, which are taken too. */
  public List<String> aliases() {
    return aliases;
  }

  /** Whether an empty text is a fault here; elsewhere it becomes null. */
  public boolean required() {
    return required;
  }

  /** All fields, in the export's order. */
  public static List<CallField> all() {
    return ALL;
  }

  /** The field of this name or earlier name; null for a name that the export does not have. */
  static CallField named(String jsonName) {
    return BY_NAME.get(jsonName);
  }
}
