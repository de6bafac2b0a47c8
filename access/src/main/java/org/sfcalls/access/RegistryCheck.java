package org.sfcalls.access;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.time.Duration;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Registry.RegistryException;

/** Waits for the schema registry, but not for schemas that it does not hold. */
public final class RegistryCheck {
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int SCHEMA_NOT_FOUND = 40403;

  private RegistryCheck() {}

  /**
   * The answer, once the registry gives one; while all is being set up, once it holds the schemas.
   *
   * @param limit how long it may take to come up
   * @param question asked again while the registry does not answer or is out of order
   * @throws CommandFailure when it does not answer in time, refuses the credentials, or lacks a
   *     schema
   */
  public static <T> T ask(Patience patience, Duration limit, Question<T> question) {
    return patience.until(
        limit,
        "is it running, and is --registry right? --registry-wait waits longer",
        () -> {
          try {
            return question.ask();
          } catch (RegistryException e) {
            throw notYetOrNever(e, patience.setup());
          }
        });
  }

  /** What the registry is asked. */
  public interface Question<T> {
    /**
     * @throws RegistryException when the registry gives no answer, or another one
     */
    T ask();
  }

  private static NotYet notYetOrNever(RegistryException e, boolean setup) {
    if (e.getCause() instanceof RestClientException refused) {
      int status = refused.getStatus();
      if (status == 401 || status == 403) {
        throw new CommandFailure(
            e.getMessage()
                + "; the user's name or password is wrong, or the user has no right to read: check"
                + " basic.auth.credentials.source and basic.auth.user.info in"
                + " --registry.properties or the environment",
            e);
      }
      boolean isMissing =
          refused.getErrorCode() == SUBJECT_NOT_FOUND || refused.getErrorCode() == SCHEMA_NOT_FOUND;
      if (isMissing && setup) {
        return new NotYet(e.getMessage(), e);
      }
      if (refused.getErrorCode() == SUBJECT_NOT_FOUND) {
        throw new CommandFailure(
            e.getMessage() + "; register this program's schemas: ./sfcalls schemas register", e);
      }
      if (refused.getErrorCode() == SCHEMA_NOT_FOUND) {
        throw new CommandFailure(
            e.getMessage()
                + "; the subject holds other schemas than this program's: ./sfcalls schemas"
                + " register adds it, or reports why the two are not compatible",
            e);
      }
      if (status < 500) {
        throw new CommandFailure(
            e.getMessage()
                + "; does --registry end in the base path of Confluent's API, such as"
                + " /apis/ccompat/v7?",
            e);
      }
    }
    return new NotYet(e.getMessage(), e);
  }
}
