package org.sfcalls.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import io.confluent.kafka.schemaregistry.client.rest.entities.requests.RegisterSchemaRequest;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Access to a schema registry that speaks Confluent's API. */
public final class Registry {

  /**
   * The level that every subject of ours has: each version can read what any other wrote, in both
   * directions, as {@link MutualRead} says.
   */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  /** Schemas that a client remembers for each subject; far over the versions that a subject has. */
  private static final int CACHED_SCHEMAS = 1000;

  private static final int NO_ANSWER = 0;
  private static final int NOT_FOUND = 404;

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

  /**
   * Registers every contract under its subject, each as {@link #register(String, Schema)} does.
   *
   * @throws RegistryException when the registry can't be reached or refuses
   */
  public void register(Map<String, Schema> subjects) {
    subjects.forEach(this::register);
  }

  /**
   * Has the registry hold the subject to {@link #COMPATIBILITY}, then registers the contract; what
   * is there already is left as it is. The level comes first, so that the contract itself is held
   * against the versions that the subject has.
   *
   * @throws RegistryException when the registry can't be reached or refuses, as it does a contract
   *     that is incompatible with a version of the subject
   */
  public void register(String subject, Schema schema) {
    if (!compatibility(subject).equals(Optional.of(COMPATIBILITY))) {
      setCompatibility(subject, COMPATIBILITY);
    }
    ask("register subject " + subject, () -> client.register(subject, new AvroSchema(schema)));
  }

  /**
   * Every subject that the registry holds, ours or not.
   *
   * @throws RegistryException when the registry can't be reached, or there is none at the address
   */
  public Collection<String> subjects() {
    return ask("list its subjects", client::getAllSubjects);
  }

  /**
   * Where a subject holds a schema: the schema's id in the registry, its version in the subject.
   */
  public record Place(int id, int version) {}

  /**
   * Where a subject holds exactly this schema, docs included; empty when it does not.
   *
   * @throws RegistryException when the registry can't be reached or refuses
   */
  public Optional<Place> place(String subject, Schema schema) {
    return found(
        "find the program's schema under subject " + subject,
        () -> {
          // Asked of the registry each time: the client would remember what was deleted since.
          var found = rest.lookUpSubjectVersion(schema.toString(), subject);
          return new Place(found.getId(), found.getVersion());
        });
  }

  /**
   * Versions that a subject has, in order; none when the registry does not hold the subject.
   *
   * @throws RegistryException when the registry can't be reached or refuses
   */
  public List<Integer> versions(String subject) {
    return found("list the versions of subject " + subject, () -> rest.getAllVersions(subject))
        .orElse(List.of());
  }

  /**
   * One version of a subject.
   *
   * @throws RegistryException when the registry can't be reached, has no such version, or has a
   *     schema of another kind than Avro under it
   */
  public Schema version(String subject, int version) {
    return schema(
        ask(
            "get version " + version + " of subject " + subject,
            () -> rest.getVersion(subject, version).getId()));
  }

  /**
   * The compatibility level that the subject has by itself; empty when it has none. (Apicurio tells
   * {@code NONE} for a subject without a level; Confluent's registry has the global one apply.)
   *
   * @throws RegistryException when the registry can't be reached or refuses
   */
  public Optional<String> compatibility(String subject) {
    return found(
        "tell the compatibility level of subject " + subject,
        () -> rest.getConfig(subject).getCompatibilityLevel());
  }

  /**
   * Sets the compatibility level of a subject, whether or not it has a version yet.
   *
   * @param level in Confluent's words, such as {@code FULL_TRANSITIVE}
   * @throws RegistryException when the registry can't be reached or refuses
   */
  public void setCompatibility(String subject, String level) {
    ask(
        "set the compatibility level of subject " + subject + " to " + level,
        () -> rest.updateCompatibility(level, subject));
  }

  /**
   * What the registry has against this schema as the next version of the subject, judged by the
   * level that the subject has now and, where that is transitive, against all versions. None when
   * the schema may come, or the subject has no version. Apicurio says no more than that there is
   * something; {@link MutualRead} says what.
   *
   * @throws RegistryException when the registry can't be reached or refuses to judge
   */
  public List<String> objections(String subject, Schema schema) {
    RegisterSchemaRequest request = new RegisterSchemaRequest(new AvroSchema(schema));
    return found(
            "judge the program's schema for subject " + subject,
            () -> rest.testCompatibility(request, subject, null, false, true))
        .orElse(List.of());
  }

  /**
   * The id under which a subject holds exactly this schema.
   *
   * @throws RegistryException when the registry can't be reached or does not hold it
   */
  public int schemaId(String subject, Schema schema) {
    return ask(
        "find the program's schema under subject "
            + subject
            + ", which './sfcalls schemas register' puts there",
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
          NOT_FOUND,
          null);
    }
    boolean alone = found.getReferences() == null || found.getReferences().isEmpty();
    // The client follows references to other schemas, at the price of asking once more.
    return alone
        ? new AvroSchema(found.getSchemaString()).rawSchema()
        : ((AvroSchema) client.getSchemaById(id)).rawSchema();
  }

  /** The answer, or empty where the registry says that it has no such thing. */
  private <T> Optional<T> found(String what, Request<T> request) {
    try {
      return Optional.ofNullable(ask(what, request));
    } catch (RegistryException e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    }
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
          e.getStatus(),
          e);
    } catch (IOException e) {
      throw new RegistryException(
          "the schema registry at "
              + shownUrl
              + " does not answer (asked to "
              + what
              + "): "
              + shown(e),
          NO_ANSWER,
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
    private final int status;

    RegistryException(String message, int status, Throwable cause) {
      super(message, cause);
      this.status = status;
    }

    /** Whether the registry answered that it has no such subject, schema or id, or none in Avro. */
    public boolean notFound() {
      return status == NOT_FOUND;
    }

    /** Whether the registry wants a user that it knows, or one who may do more. */
    public boolean denied() {
      return status == 401 || status == 403;
    }
  }
}
