package org.sfcalls.ingest.topology;

import org.apache.kafka.streams.StreamsConfig;

/** How often the outcome of a raw record may stand on the output topics. */
public enum ProcessingGuarantee {
  /** Once, whatever fails: outputs, state and consumed offsets are one transaction. */
  EXACTLY_ONCE_V2(StreamsConfig.EXACTLY_ONCE_V2),
  /** At least once: after a crash, outcomes and ledger may count a record again. */
  AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE);

  private final String setting;

  ProcessingGuarantee(String setting) {
    this.setting = setting;
  }

  /** Kafka Streams' name for it, which is the option's value too. */
  @Override
  public String toString() {
    return setting;
  }
}
