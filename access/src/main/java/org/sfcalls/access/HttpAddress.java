package org.sfcalls.access;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen for HTTP.
 *
 * @param host name or address of this machine
 * @param port 1 to 65535, or 0 for any that is free
 */
public record HttpAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?<host>[^:\\[\\]\\s]+|\\[[0-9a-fA-F:.%]+]):(?<port>\\d{1,5})");

  /**
   * Reads {@code HOST:PORT}, with an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static HttpAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group("port")) > 65_535) {
      throw new IllegalArgumentException(
          "--http is '"
              + text
              + "', HOST:PORT such as 127.0.0.1:8090 is allowed (port 0 takes any that is free), or"
              + " off");
    }
    return new HttpAddress(form.group("host"), Integer.parseInt(form.group("port")));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
