package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sfcalls.sandbox.SandboxException;

/**
 * A TCP port on the loopback address that a program will listen on.
 *
 * @param component who listens, in words
 * @param option command-line option that chooses it
 * @param number 1 to 65535, or 0 for any that is free
 */
public record Port(String component, String option, int number) {
  public Port {
    if (number < 0 || number > 65_535) {
      throw SandboxException.refused(
          option + "=" + number + ": a port is 1 to 65535, or 0 for any that is free");
    }
  }

  /**
   * The same ports with numbers in place of zeros, each found free.
   *
   * @throws SandboxException that names every port which is taken or asked for twice
   */
  public static List<Port> settle(List<Port> wanted) {
    List<Port> settled = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    // All are held until the last is settled, so that no two zeros get the same number.
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (Port port : wanted) {
        if (port.number != 0 && !seen.add(port.number)) {
          faults.add(port.complaint("is asked for twice"));
          continue;
        }
        ServerSocket socket = new ServerSocket();
        held.add(socket);
        try {
          socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number));
          settled.add(new Port(port.component, port.option, socket.getLocalPort()));
        } catch (IOException e) {
          faults.add(port.complaint("is taken (" + e.getMessage() + ")"));
        }
      }
    } catch (IOException e) {
      throw SandboxException.refused("can't open a socket: " + e.getMessage());
    } finally {
      held.forEach(Port::release);
    }
    if (!faults.isEmpty()) {
      throw SandboxException.refused(String.join("\n", faults));
    }
    return settled;
  }

  private String complaint(String fault) {
    return "port "
        + number
        + " for the "
        + component
        + " "
        + fault
        + "; choose another with "
        + option
        + " (0 takes any that is free)";
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw SandboxException.refused("can't close a socket: " + e.getMessage());
    }
  }
}
