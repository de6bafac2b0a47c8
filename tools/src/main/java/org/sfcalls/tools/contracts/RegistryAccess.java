package org.sfcalls.tools.contracts;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Patience;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.RegistryException;

/** Work with a registry that tells the user what to do when the registry can't be worked with. */
final class RegistryAccess {
  private RegistryAccess() {}

  private static final String ADDRESS =
      "--registry must be the base address of a running registry's Confluent API, such as"
          + " http://127.0.0.1:8081/apis/ccompat/v7 (Apicurio) or http://127.0.0.1:8081"
          + " (Confluent)";

  /**
   * Does the work, once there is known to be a registry at the address.
   *
   * @param limit how long the registry may take to come up; zero for one try
   * @throws CommandFailure when there is none, or it refuses
   */
  static <T> T with(Registry registry, Duration limit, Function<Registry, T> work) {
    var unused = new Patience().until(limit, ADDRESS, () -> subjects(registry));
    try {
      return work.apply(registry);
    } catch (RegistryException e) {
      throw failure(e, "; what was done so far is kept; run the command again");
    }
  }

  /** A wrong address answers 404 to everything, as a registry does for a subject that it lacks. */
  private static Collection<String> subjects(Registry registry) throws NotYet {
    try {
      return registry.subjects();
    } catch (RegistryException e) {
      if (e.denied()) {
        throw failure(e, "");
      }
      throw new NotYet(e.getMessage(), e);
    }
  }

  private static CommandFailure failure(RegistryException e, String remedy) {
    return new CommandFailure(
        e.getMessage()
            + (e.denied()
                ? "; it needs a user with that right: set basic.auth.credentials.source=USER_INFO"
                    + " and basic.auth.user.info=USER:PASSWORD in the file of --registry.properties,"
                    + " or SFCALLS_REGISTRY_BASIC_AUTH_CREDENTIALS_SOURCE and"
                    + " SFCALLS_REGISTRY_BASIC_AUTH_USER_INFO in the environment"
                : remedy),
        e);
  }
}
