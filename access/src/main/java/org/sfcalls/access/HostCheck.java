package org.sfcalls.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which {@code Host} headers a server answers. A page of any web site can have a browser ask a
 * server of this machine, by a name of that site whose address becomes 127.0.0.1 (DNS rebinding);
 * the request then carries that name. So these are answered:
 *
 * <ul>
 *   <li>no header: no browser leaves it out;
 *   <li>an address in numbers, which no name server can turn into another;
 *   <li>a name without a dot, such as localhost or a service's name within a container network,
 *       which no web site can have;
 *   <li>the names that are configured, and the one that is listened on.
 * </ul>
 */
public final class HostCheck {
  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param address what is listened on, with the names that are configured
   */
  public HostCheck(HttpAddress address) {
    names.add(address.host());
    names.addAll(address.names());
  }

  /**
   * Why a request is not answered; empty where it is.
   *
   * @param host value of the header, with or without a port; null for none
   */
  public Optional<String> refusal(String host) {
    if (host == null || host.isEmpty()) {
      return Optional.empty();
    }
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    boolean address = name.startsWith("[") || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    if (address || !name.contains(".") || names.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        "this server does not answer for '"
            + PayloadText.of(name)
            + "': ask for it by its address, or allow the name (--http HOST:PORT,NAME)");
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
