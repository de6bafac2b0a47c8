package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/**
 * The jar that Confluent's client is taken from also holds a Kafka client and Avro, at other
 * versions than ours: none of those may come along.
 */
class ClassOriginTest {

  @Test
  void kafkaAndAvroComeFromTheirOwnArtefacts() throws Exception {
    assertThat(origin(KafkaProducer.class)).contains("kafka-clients");
    assertThat(origin(Schema.class)).contains("/avro-1.11.");
  }

  @Test
  void besidesConfluentsClientOnlyItsRelocatedLibrariesAreShipped() throws Exception {
    Path classes =
        Path.of(
            new URI(
                PoliceCall.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    try (Stream<Path> files = Files.walk(classes)) {
      Set<String> packages =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .map(file -> classes.relativize(file).getParent().toString().replace('\\', '/'))
              .collect(Collectors.toSet());
      assertThat(packages)
          .allMatch(
              name ->
                  name.equals("org/sfcalls/schemas")
                      || name.startsWith("io/confluent/")
                      || name.startsWith("org/apache/pinot/shaded/"));
    }
  }

  @Test
  void noClassOfKafkaOrAvroIsOnTheClassPathTwice() {
    for (String name :
        List.of(
            "org/apache/kafka/clients/producer/KafkaProducer.class",
            "org/apache/kafka/common/serialization/Serializer.class",
            "org/apache/avro/Schema.class",
            "org/apache/avro/specific/SpecificRecordBase.class",
            "io/confluent/kafka/serializers/KafkaAvroSerializer.class")) {
      assertThat(places(name)).as("places of %s", name).hasSize(1);
    }
  }

  @Test
  void confluentsClientIsOnTheClassPath() throws Exception {
    assertThat(origin(KafkaAvroSerializer.class)).isNotEmpty();
  }

  private static String origin(Class<?> type) throws URISyntaxException {
    return type.getProtectionDomain().getCodeSource().getLocation().toURI().getPath();
  }

  private static List<String> places(String name) {
    return ClassOriginTest.class.getClassLoader().resources(name).map(Object::toString).toList();
  }
}
