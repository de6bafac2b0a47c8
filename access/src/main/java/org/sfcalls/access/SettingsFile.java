package org.sfcalls.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file with settings that a user wrote. */
public final class SettingsFile {

  /** What some editors put before the text. It would be part of the first setting's name. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private SettingsFile() {}

  /**
   * The file's text, without a byte order mark.
   *
   * @throws IOException when it can't be read, or is not in UTF-8
   */
  public static String read(Path file) throws IOException {
    String text = Files.readString(file);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
  }
}
