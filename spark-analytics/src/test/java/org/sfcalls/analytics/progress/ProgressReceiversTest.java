package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

class ProgressReceiversTest {

  @Test
  void aReceiverThatFailsStopsNoOtherAndIsLoggedOnceUntilItTakesABatchAgain() {
    List<Long> taken = new ArrayList<>();
    ProgressReceivers receivers = new ProgressReceivers();
    receivers.add(
        "the broken one",
        batch -> {
          if (batch.getBatch() < 4) {
            throw new IllegalStateException("disk full");
          }
        });
    receivers.add("the good one", batch -> taken.add(batch.getBatch()));
    List<String> logged =
        logged(
            () -> {
              for (int batch = 1; batch <= 5; batch++) {
                receivers.accept(Batches.batch(batch).build());
              }
            });

    assertThat(taken).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(logged).hasSize(2);
    assertThat(logged.get(0)).contains("batch 1 is not on the broken one", "disk full");
    assertThat(logged.get(1)).contains("from batch 4 on", "3 batches failed");
  }

  private static List<String> logged(Runnable action) {
    List<String> messages = new ArrayList<>();
    Logger logger = (Logger) LogManager.getLogger(FailureNote.class);
    AbstractAppender appender =
        new AbstractAppender("collecting", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            if (event.getLevel() == Level.WARN) {
              messages.add(event.getMessage().getFormattedMessage());
            }
          }
        };
    appender.start();
    logger.addAppender(appender);
    Configurator.setLevel(FailureNote.class.getName(), Level.WARN);
    try {
      action.run();
    } finally {
      logger.removeAppender(appender);
    }
    return messages;
  }
}
