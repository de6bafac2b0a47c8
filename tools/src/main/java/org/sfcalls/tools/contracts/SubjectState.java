package org.sfcalls.tools.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.sfcalls.schemas.MutualRead;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.Place;

/**
 * What a registry holds for one subject, beside what the program needs of it.
 *
 * @param subject the subject's name
 * @param schema the program's contract
 * @param place where the subject holds exactly this contract; empty when it does not
 * @param compatibility level that the subject has by itself; empty when it has none
 * @param conflicts why the contract and other versions of the subject do not go together, by Avro's
 *     rules, and what the registry has against a contract that it does not hold
 */
public record SubjectState(
    String subject,
    Schema schema,
    Optional<Place> place,
    Optional<String> compatibility,
    List<String> conflicts) {

  public SubjectState {
    conflicts = List.copyOf(conflicts);
  }

  /**
   * Asks the registry; changes nothing.
   *
   * @throws Registry.RegistryException when it can't be reached or refuses
   */
  public static SubjectState of(Registry registry, String subject, Schema schema) {
    Optional<Place> place = registry.place(subject, schema);
    List<String> conflicts = new ArrayList<>();
    // Not the registry's judgement alone: it goes by the level that the subject has now.
    MutualRead.Version own = new MutualRead.Version("the program", schema);
    for (int version : registry.versions(subject)) {
      if (place.isEmpty() || place.get().version() != version) {
        conflicts.addAll(
            MutualRead.conflicts(
                own,
                new MutualRead.Version("version " + version, registry.version(subject, version))));
      }
    }
    if (place.isEmpty()) {
      for (String objection : registry.objections(subject, schema)) {
        conflicts.add("the registry says: " + objection);
      }
    }
    return new SubjectState(subject, schema, place, registry.compatibility(subject), conflicts);
  }

  boolean isRegistered() {
    return place.isPresent();
  }

  boolean hasLevel() {
    return compatibility.equals(Optional.of(Registry.COMPATIBILITY));
  }

  /** What is not as it should be, in short; none when all is well. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!isRegistered()) {
      faults.add("not registered");
    }
    if (!hasLevel()) {
      faults.add("compatibility is not " + Registry.COMPATIBILITY);
    }
    if (!conflicts.isEmpty()) {
      faults.add("INCOMPATIBLE");
    }
    return faults;
  }
}
