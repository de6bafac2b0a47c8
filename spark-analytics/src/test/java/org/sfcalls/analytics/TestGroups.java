package org.sfcalls.analytics;

import java.util.Map;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

/** Groups of a type and a disposition, whatever other columns there are. */
public final class TestGroups {
  private TestGroups() {}

  /** The group; calls lack the other columns. */
  public static CallGroup of(String type, String disposition) {
    return CallGroup.of(Map.of(GroupColumn.TYPE, type, GroupColumn.DISPOSITION, disposition));
  }

  /** The values of such a group, with a slash between: {@code Fire/HAN}. */
  public static String text(byte[] group) {
    CallGroup values = CallGroup.of(group);
    return values.value(GroupColumn.TYPE) + "/" + values.value(GroupColumn.DISPOSITION);
  }
}
