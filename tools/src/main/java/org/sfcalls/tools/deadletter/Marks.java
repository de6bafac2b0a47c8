package org.sfcalls.tools.deadletter;

import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.RedrivenKey;
import org.sfcalls.schemas.Registry;
import org.sfcalls.tools.command.StopSignal;

/** The dead letters that were sent back, by the marks on {@code calls.redriven}. */
final class Marks {
  private final KafkaAvroDeserializer keys;
  private final Set<Place> places = new HashSet<>();

  private Marks(Registry registry) {
    this.keys =
        new KafkaAvroDeserializer(
            registry.client(),
            Map.of(
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG,
                // Needed, but not used: the client is given.
                "http://unused",
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG,
                true),
            true);
  }

  /**
   * The places on {@code calls.rejected} that committed marks name.
   *
   * @throws CommandFailure when the topic can't be read to its end, or a mark can't be decoded
   */
  static Set<Place> read(KafkaConnection kafka, Registry registry, String topic, StopSignal stop) {
    Marks marks = new Marks(registry);
    TopicReader.readToEnd(kafka, topic, stop::stopped, marks::add, () -> {});
    return marks.places;
  }

  private void add(ConsumerRecord<byte[], byte[]> mark) {
    Place place = place(mark);
    if (mark.value() == null) {
      places.remove(place);
    } else {
      places.add(place);
    }
  }

  private Place place(ConsumerRecord<byte[], byte[]> mark) {
    String where = mark.topic() + " " + new Place(mark.partition(), mark.offset());
    try {
      if (keys.deserialize(mark.topic(), mark.key()) instanceof RedrivenKey key) {
        return new Place(key.getPartition(), key.getOffset());
      }
    } catch (KafkaException e) {
      throw new CommandFailure(
          "the mark at "
              + where
              + " can't be decoded ("
              + e.getMessage()
              + "): is the registry running, and is --registry right?",
          e);
    }
    throw new CommandFailure(
        "the record at " + where + " is not a mark: only redrive may write to that topic");
  }
}
