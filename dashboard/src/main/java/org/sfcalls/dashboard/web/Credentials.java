package org.sfcalls.dashboard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;

/**
 * A name and a password that every request must bring (HTTP basic authentication).
 *
 * @param user without a colon
 * @param password never shown
 */
public record Credentials(String user, String password) {
  private static final String SCHEME = "Basic ";

  /**
   * @throws IllegalArgumentException when one is missing or the name holds a colon
   */
  public Credentials {
    if (user.isEmpty() || password.isEmpty() || user.contains(":")) {
      throw new IllegalArgumentException(
          "SFCALLS_DASHBOARD_USER and SFCALLS_DASHBOARD_PASSWORD must both be set, the user without"
              + " a colon, or neither");
    }
  }

  /**
   * Whether a header {@code Authorization} has them; takes as long for a wrong character as for
   * another.
   *
   * @param header null for none
   */
  boolean match(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] given;
    try {
      given = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      // No Base64 is no password.
      return false;
    }
    return MessageDigest.isEqual((user + ":" + password).getBytes(UTF_8), given);
  }

  @Override
  public String toString() {
    return user + ":***";
  }
}
