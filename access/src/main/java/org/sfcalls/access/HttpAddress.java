package org.sfcalls.access;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen for HTTP.
 *
 * @param host name or address of this machine
 * @param port 1 to 65535, or 0 for any that is free
 * @param names further names with a dot under which the server is asked, see {@link HostCheck}
 */
public record HttpAddress(String host, int port, List<String> names) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<host>[^:,\\[\\]\\s]+|\\[[0-9a-fA-F:.%]+]):(?<port>\\d{1,5})(?<names>(,[A-Za-z0-9._-]+)*)");

  public HttpAddress {
    names = List.copyOf(names);
  }

  /** An address without further names. */
  public HttpAddress(String host, int port) {
    this(host, port, List.of());
  }

  /**
   * Reads {@code HOST:PORT}, with an IPv6 address in brackets, and with further names after commas.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  public static HttpAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group("port")) > 65_535) {
      throw new IllegalArgumentException(
          "--http is '"
              + text
              + "', HOST:PORT such as 127.0.0.1:8090 is allowed (port 0 takes any that is free; further"
              + " names of the server after commas), or off");
    }
    String names = form.group("names");
    return new HttpAddress(
        form.group("host"),
        Integer.parseInt(form.group("port")),
        names.isEmpty() ? List.of() : List.of(names.substring(1).split(",", -1)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
