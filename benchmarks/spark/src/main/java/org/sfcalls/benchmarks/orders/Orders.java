package org.sfcalls.benchmarks.orders;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What a JVM of the benchmark is told to do: a line each on its standard input. Each is answered on
 * the standard output with {@code done} and what came out, or {@code failed WHY}.
 */
public final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
  public static final String DONE = "done";

  public interface Worker {
    /** Does it. */
    String carryOut(String order) throws Exception;
  }

  private Orders() {}

  /**
   * Takes orders until the input ends, however that comes about, and then ends the JVM: whatever
   * still runs, nobody waits for it.
   */
  public static void serve(Worker worker) throws IOException {
    // A terminal sends Ctrl-C to every process; this one is ended by the one that started it.
    Signal.handle(new Signal("INT"), signal -> LOG.info("Ctrl-C is left to the launcher"));
    ExecutorService work = Executors.newSingleThreadExecutor();
    try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      String order;
      while ((order = orders.readLine()) != null) {
        String next = order;
        work.execute(() -> System.out.println(answer(worker, next)));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static String answer(Worker worker, String order) {
    try {
      return (DONE + " " + worker.carryOut(order)).strip();
    } catch (Exception e) {
      LOG.error("the order failed: {}", order, e);
      return "failed " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
  }

  /** Nanoseconds of processor time that this JVM has used. */
  public static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
