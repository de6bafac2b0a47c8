package org.sfcalls.benchmarks.micro;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import java.util.List;

/** Confluent's own caching client over a registry that needs no network. */
final class RegistryStub {
  private RegistryStub() {}

  static SchemaRegistryClient client(int schemaId) {
    return new CachedSchemaRegistryClient(
        new RestService("http://unused") {
          @Override
          public Schema lookUpSubjectVersion(
              RegisterSchemaRequest request,
              String subject,
              boolean normalize,
              boolean lookupDeletedSchema) {
            return new Schema(
                subject, 1, schemaId, request.getSchemaType(), List.of(), request.getSchema());
          }
        },
        10);
  }
}
