package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one variant runs, again and again, so that it meets code that is compiled
 * already. Orders, of which the first two have the words {@code APPLICATION-ID TOPIC-PREFIX
 * THREADS} and perhaps {@code BATCH-BYTES LINGER-MS COMPRESSION}:
 *
 * <ul>
 *   <li>{@code drain}: runs it to the end of the raw topic; answers with figures;
 *   <li>{@code start}: starts it, and answers when it takes records;
 *   <li>{@code stop}: stops it.
 * </ul>
 */
final class ApplicationMain {
  private final String[] arguments;
  private RunningApplication running;

  private ApplicationMain(String[] arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) throws IOException {
    Orders.serve(new ApplicationMain(arguments)::carryOut);
  }

  private String carryOut(String order) throws Exception {
    String[] words = order.split(" ");
    return switch (words[0]) {
      case "drain" -> run(words).toTheEnd(words[1]);
      case "start" -> {
        running = run(words).start(words[1]);
        running.awaitStart();
        yield "";
      }
      case "stop" -> {
        running.close();
        yield "";
      }
      default -> throw new IllegalArgumentException("there is no order " + words[0]);
    };
  }

  private ApplicationRun run(String[] words) {
    return new ApplicationRun(
        Variant.valueOf(arguments[0]),
        words.length == 4
            ? KafkaConnection.to(arguments[1])
            : new KafkaConnection(
                arguments[1],
                Map.of(
                    ProducerConfig.BATCH_SIZE_CONFIG, words[4],
                    ProducerConfig.LINGER_MS_CONFIG, words[5],
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, words[6])),
        arguments[2],
        Topics.withPrefix(words[2]),
        Integer.parseInt(words[3]),
        Path.of(arguments[3]));
  }
}
