package org.sfcalls.access;

import java.io.Serializable;
import java.util.Map;
import org.sfcalls.schemas.Registry;

/**
 * How to reach a schema registry, as a value that can be sent to other machines.
 *
 * @param url base address of Confluent's API; may hold a user and a password
 * @param properties any settings of Confluent's client by their names; may hold secrets
 */
public record RegistryConnection(String url, Map<String, String> properties)
    implements Serializable {

  /**
   * @throws IllegalArgumentException when the address is none
   */
  public RegistryConnection {
    properties = Map.copyOf(properties);
    if (!url.matches("https?://.+")) {
      throw new IllegalArgumentException(
          "--registry is '"
              + shown(url)
              + "', an address that begins with http:// or https:// is needed");
    }
  }

  /** A registry that needs nothing but its address. */
  public static RegistryConnection to(String url) {
    return new RegistryConnection(url, Map.of());
  }

  /** Access to the registry; nothing is asked yet. */
  public Registry open() {
    return new Registry(url, properties);
  }

  /** The address without what may be secret. */
  public String shownUrl() {
    return shown(url);
  }

  /** The address and the names of the settings, without what may be secret. */
  @Override
  public String toString() {
    return shown(url) + " " + properties.keySet();
  }

  private static String shown(String url) {
    return url.replaceAll("://[^/\\s]*@", "://***@");
  }
}
