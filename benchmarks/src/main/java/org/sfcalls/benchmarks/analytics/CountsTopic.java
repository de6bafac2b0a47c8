package org.sfcalls.benchmarks.analytics;

import org.sfcalls.benchmarks.topics.WholeTopic;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;

/** Reads the topic of counts back. */
public final class CountsTopic {
  private CountsTopic() {}

  public static long total(String bootstrap, String registryUrl, String topic) {
    Tally tally = new Tally();
    try (AvroReader avro = new AvroReader(registryUrl)) {
      WholeTopic.read(
          bootstrap,
          topic,
          count ->
              tally.put(
                  hash(count.key()), avro.value(topic, count.value(), CallCount.class).getCount()));
    }
    return tally.total();
  }

  /** 64 bits of FNV-1a: two of a few million keys will hardly ever have the same. */
  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
