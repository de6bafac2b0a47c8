package org.sfcalls.analytics.preflight;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Patience;
import org.sfcalls.access.RegistryCheck;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Makes sure that the registry holds the contracts that the query writes, and one that it can read.
 */
public final class ContractCheck {

  private ContractCheck() {}

  /**
   * Waits until the registry answers, then looks at the subjects.
   *
   * @param reader the fields that are read of a call
   * @param limit how long the registry may take to answer
   * @throws CommandFailure when it does not answer in time, or a subject is not as it must be
   */
  public static void run(
      Registry registry, Topics topics, Schema reader, Patience patience, Duration limit) {
    RegistryCheck.ask(
        patience,
        limit,
        () -> {
          Map<String, Schema> written = new LinkedHashMap<>(topics.subjects());
          written
              .keySet()
              .retainAll(
                  List.of(
                      Topics.keySubject(topics.counts()),
                      Topics.valueSubject(topics.counts()),
                      Topics.keySubject(topics.late()),
                      Topics.valueSubject(topics.late()),
                      Topics.valueSubject(topics.progress())));
          written.forEach(registry::schemaId);
          checkReadable(registry, Topics.valueSubject(topics.clean()), reader);
          return true;
        });
  }

  /** The newest version: what is written with an older one is looked at as it comes. */
  private static void checkReadable(Registry registry, String subject, Schema reader) {
    List<Integer> versions = registry.versions(subject);
    if (versions.isEmpty()) {
      throw new CommandFailure(
          "the schema registry has no subject "
              + subject
              + "; register this program's schemas: ./sfcalls schemas register");
    }
    int newest = versions.get(versions.size() - 1);
    SchemaPairCompatibility compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(
            reader, registry.version(subject, newest));
    if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw new CommandFailure(
          "calls written with version "
              + newest
              + " of subject "
              + subject
              + " can't be counted: "
              + compatibility.getResult().getIncompatibilities().get(0).getMessage()
              + " at "
              + compatibility.getResult().getIncompatibilities().get(0).getLocation()
              + "; the query reads "
              + reader.getFields().stream().map(Schema.Field::name).toList()
              + ", so delete that version, or run a program that was made for it");
    }
  }
}
