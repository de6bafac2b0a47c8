package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.jvm.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which the project's ingest runs with one configuration after the other, exactly once,
 * so that all meet code that is compiled already. Orders, of which the first two go on with {@code
 * APPLICATION-ID TOPIC-PREFIX THREADS BATCH-BYTES LINGER-MS COMPRESSION}:
 *
 * <ul>
 *   <li>{@code drain}: runs it to the end of the raw topic; answers {@code NANOSECONDS
 *       CPU-NANOSECONDS RESIDENT-BYTES};
 *   <li>{@code start}: starts it, and answers when it takes records;
 *   <li>{@code stop}: stops it.
 * </ul>
 */
final class TrialApplicationMain {
  private final String bootstrap;
  private final String registryUrl;
  private final Path stateFolder;
  private RunningApplication running;

  private TrialApplicationMain(String bootstrap, String registryUrl, Path stateFolder) {
    this.bootstrap = bootstrap;
    this.registryUrl = registryUrl;
    this.stateFolder = stateFolder;
  }

  /** Arguments: broker, registry, folder for state. */
  public static void main(String[] arguments) throws IOException {
    TrialApplicationMain trials =
        new TrialApplicationMain(arguments[0], arguments[1], Path.of(arguments[2]));
    Orders.serve(trials::carryOut);
  }

  private String carryOut(String order) throws Exception {
    String[] words = order.split(" ");
    return switch (words[0]) {
      case "drain" -> run(words).toTheEnd(words[1], Optional.empty()).words();
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
        Variant.OURS,
        Mode.EXACTLY_ONCE,
        new KafkaConnection(
            bootstrap,
            Map.of(
                ProducerConfig.BATCH_SIZE_CONFIG, words[4],
                ProducerConfig.LINGER_MS_CONFIG, words[5],
                ProducerConfig.COMPRESSION_TYPE_CONFIG, words[6])),
        registryUrl,
        Topics.withPrefix(words[2]),
        Integer.parseInt(words[3]),
        stateFolder);
  }
}
