package org.sfcalls.calls.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fourteen fields of the export, in its order. All are texts there. */
public enum CallField {
  CRIME_ID(Presence.REQUIRED),
  ORIGINAL_CRIME_TYPE_NAME(Presence.REQUIRED, "original_crimetype_name"),
  REPORT_DATE(Presence.REQUIRED),
  CALL_DATE(Presence.REQUIRED),
  OFFENSE_DATE(Presence.REQUIRED),
  CALL_TIME(Presence.REQUIRED),
  CALL_DATE_TIME(Presence.REQUIRED, "call_dttm"),
  DISPOSITION(Presence.REQUIRED),
  ADDRESS(Presence.MAY_BE_EMPTY),
  CITY(Presence.MAY_BE_EMPTY),
  STATE(Presence.MAY_BE_EMPTY),
  AGENCY_ID(Presence.MAY_BE_EMPTY),
  ADDRESS_TYPE(Presence.MAY_BE_EMPTY),
  COMMON_LOCATION(Presence.MAY_BE_EMPTY);

  /** Whether a record must have a field, and a text in it. */
  public enum Presence {
    /** Without a text in it a call can't be placed or counted: that is a fault. */
    REQUIRED,
    /** The field must be there; an empty text or null in it becomes null. */
    MAY_BE_EMPTY,
    /** The source may not have the field: a record without it has null there. */
    MAY_BE_ABSENT
  }

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
  private final Presence presence;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> aliases;

  /**
   * @param presence whether the export's records must have it
   * @param aliases names that the field had in earlier years
   */
  CallField(Presence presence, String... aliases) {
    this.jsonName = name().toLowerCase(Locale.ROOT);
    this.presence = presence;
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

  /** Whether the export's records must have it; {@link FieldRules} may relax that for a source. */
  public Presence presence() {
    return presence;
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
