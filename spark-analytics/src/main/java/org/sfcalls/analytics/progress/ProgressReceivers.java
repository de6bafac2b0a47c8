package org.sfcalls.analytics.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sfcalls.schemas.BatchProgress;

/**
 * All that is told of each batch, one after the other. One that fails keeps neither the others nor
 * the query from going on; its failure is logged once, until it takes a batch again.
 */
final class ProgressReceivers implements Consumer<BatchProgress> {

  private record Receiver(Consumer<BatchProgress> receiver, FailureNote note) {}

  private final List<Receiver> receivers = new ArrayList<>();

  /**
   * Adds one.
   *
   * @param name what it is, for the log
   */
  void add(String name, Consumer<BatchProgress> receiver) {
    receivers.add(new Receiver(receiver, new FailureNote(name)));
  }

  @Override
  public void accept(BatchProgress progress) {
    for (Receiver each : receivers) {
      try {
        each.receiver().accept(progress);
        each.note().succeeded(progress.getBatch());
      } catch (RuntimeException e) {
        each.note().failed(progress.getBatch(), e);
      }
    }
  }
}
