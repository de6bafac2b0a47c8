package org.sfcalls.dashboard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * A name and a password that every request must bring (HTTP basic authentication).
 *
 * @param user without a colon
 * @param password never shown
 */
public record Credentials(String user, String password) {

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

  /** Takes as long for a wrong character as for another. */
  boolean match(String otherUser, String otherPassword) {
    return MessageDigest.isEqual(user.getBytes(UTF_8), otherUser.getBytes(UTF_8))
        & MessageDigest.isEqual(password.getBytes(UTF_8), otherPassword.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return user + ":***";
  }
}
