package org.sfcalls.tools.consume;

import org.apache.kafka.common.IsolationLevel;
import org.sfcalls.access.PayloadText;

/**
 * What to print of which topic.
 *
 * @param topic topic to read
 * @param fromBeginning whether to start at the oldest record; else at those to come
 * @param max records after which to end; 0 for no limit
 * @param untilEnd whether to end at the record that was the last when the command began
 * @param isolation whether to see records of transactions that are open or were aborted
 */
public record ConsumeConfig(
    String topic, boolean fromBeginning, long max, boolean untilEnd, IsolationLevel isolation) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ConsumeConfig {
    if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
      throw new IllegalArgumentException(
          "TOPIC is '"
              + PayloadText.of(topic)
              + "', 1 to 249 letters, digits, dots, _ and - are allowed");
    }
    if (max < 0) {
      throw new IllegalArgumentException(
          "--max is " + max + ", 0 (no limit) or a number of records is allowed");
    }
    if (untilEnd && !fromBeginning) {
      throw new IllegalArgumentException(
          "--until-end needs --from-beginning: without it there is nothing before the end");
    }
  }
}
