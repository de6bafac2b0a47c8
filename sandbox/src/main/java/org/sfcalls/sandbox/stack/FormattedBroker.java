package org.sfcalls.sandbox.stack;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;

/**
 * Kafka's broker, whose storage is formatted first where it is not: the two in one JVM, since a JVM
 * of its own for the format takes longer than all of its work.
 *
 * <p>Runs on the broker's class path and has nothing of Kafka on its own.
 */
public final class FormattedBroker {
  private FormattedBroker() {}

  /**
   * @param arguments the broker's properties file, and its storage folder
   * @throws ReflectiveOperationException when this Kafka has no such programs, or one of them fails
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    String properties = arguments[0];
    if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
      String[] format = {
        "format", "--ignore-formatted", "--cluster-id", clusterId(), "--config", properties
      };
      Object exitCode =
          Class.forName("kafka.tools.StorageTool")
              .getMethod("execute", String[].class, PrintStream.class)
              .invoke(null, format, System.out);
      if (!exitCode.equals(0)) {
        System.exit((Integer) exitCode);
      }
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {properties});
  }

  /** Kafka wants 16 random bytes in Base64, without a dash at the beginning. */
  private static String clusterId() {
    UUID random = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(random.getMostSignificantBits())
            .putLong(random.getLeastSignificantBits())
            .array();
    return "S" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(1);
  }
}
