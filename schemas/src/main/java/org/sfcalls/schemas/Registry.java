package org.sfcalls.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;

/** Access to a schema registry that speaks Confluent's API. */
public final class Registry {

  /** Schemas that a client remembers for each subject; far over the versions that a subject has. */
  private static final int CACHED_SCHEMAS = 1000;

  /** The address without the user and password that it may hold. */
  private final String shownUrl;

  private final RestService rest;
  private final SchemaRegistryClient client;

  /**
   * @param url base address of the API, such as {@code http://127.0.0.1:8081/apis/ccompat/v7}
   */
  public Registry(String url) {
    this(url, Map.of());
  }

  /**
   * @param url base address of the API, such as {@code http://127.0.0.1:8081/apis/ccompat/v7}
   * @param settings any of the client's own, such as {@code basic.auth.user.info}; may hold secrets
   */
  public Registry(String url, Map<String, String> settings) {
    this.shownUrl = url.replaceAll("//[^\\s,]*@", "//");
    this.rest = new RestService(url);
    this.client = new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS, settings);
  }

  /** Confluent's client itself, for Confluent's serializers. */
  public SchemaRegistryClient client() {
    return client;
  }

  /** Registers every contract under its subject; one that is there already is left as it is. */
  public void register(Map<String, Schema> subjects) {
    subjects.forEach(
        (subject, schema) ->
            ask(
                "register subject " + subject,
                () -> client.register(subject, new AvroSchema(schema))));
  }

  /**
   * The id under which a subject holds exactly this schema.
   *
   * @throws RegistryException when the registry can't be reached or does not hold it
   */
  public int schemaId(String subject, Schema schema) {
    return ask(
        "find the program's schema under subject " + subject,
        () -> client.getId(subject, new AvroSchema(schema)));
  }

  /**
   * The schema with this id.
   *
   * @throws RegistryException when the registry can't be reached, has no such id, or has a schema
   *     of another kind than Avro under it
   */
  public Schema schema(int id) {
    return ask("get schema " + id, () -> avro(id, rest.getId(id)));
  }

  private Schema avro(int id, SchemaString found) throws IOException, RestClientException {
    String kind = found.getSchemaType();
    if (kind != null && !kind.equals(AvroSchema.TYPE)) {
      throw new RegistryException(
          "schema " + id + " in the registry at " + shownUrl + " is " + kind + ", not Avro",
          true,
          null);
    }
    boolean alone = found.getReferences() == null || found.getReferences().isEmpty();
    // The client follows references to other schemas, at the price of asking once more.
    return alone
        ? new AvroSchema(found.getSchemaString()).rawSchema()
        : ((AvroSchema) client.getSchemaById(id)).rawSchema();
  }

  private interface Request<T> {
    T send() throws IOException, RestClientException;
  }

  private <T> T ask(String what, Request<T> request) {
    try {
      return request.send();
    } catch (RestClientException e) {
      throw new RegistryException(
          "the schema registry at " + shownUrl + " refused to " + what + ": " + shown(e),
          e.getStatus() == 404,
          e);
    } catch (IOException e) {
      throw new RegistryException(
          "the schema registry at "
              + shownUrl
              + " does not answer (asked to "
              + what
              + "): "
              + shown(e),
          false,
          e);
    }
  }

  /** An exception's message without the user and password of an address in it. */
  private static String shown(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("://[^/\\s]*@", "://***@");
  }

  /** A request to the registry that failed; the message names the address and the request. */
  public static final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean notFound;

    RegistryException(String message, boolean notFound, Throwable cause) {
      super(message, cause);
      this.notFound = notFound;
    }

    /** Whether the registry answered that it has no such subject, schema or id, or none in Avro. */
    public boolean notFound() {
      return notFound;
    }
  }
}
