package org.sfcalls.analytics.running;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.sfcalls.schemas.Registry.RegistryException;

/** Which failures of a query pass by themselves: a part that it needs is away for a while. */
final class PassingFailure {

  private PassingFailure() {}

  /** Whether the same batch may succeed when it is tried again. */
  static boolean is(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryException registry) {
        return !registry.notFound() && !registry.denied();
      }
      if (cause instanceof RetriableException
          // A broker that was killed forgets what an idempotent producer sent; a new try begins
          // anew.
          || cause instanceof OutOfOrderSequenceException
          // Spark's own, where it gave up waiting for Kafka's.
          || cause instanceof TimeoutException
          // An executor that is gone leaves no exception, only these words.
          || String.valueOf(cause.getMessage()).contains("ExecutorLostFailure")) {
        return true;
      }
    }
    return false;
  }
}
