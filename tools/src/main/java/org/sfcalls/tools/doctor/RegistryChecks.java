package org.sfcalls.tools.doctor;

import java.util.ArrayList;
import java.util.List;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.contracts.SubjectState;

/**
 * A registry and its subjects.
 *
 * @param registry the registry
 * @param address its address without secrets
 * @param chosen whether the user named it, so that it should be there
 * @param topics those whose contracts it holds
 */
record RegistryChecks(Registry registry, String address, boolean chosen, Topics topics) {

  List<Finding> run() {
    try {
      // A wrong address answers 404 to everything, as a registry does for a subject that it lacks.
      registry.subjects();
    } catch (RegistryException e) {
      return List.of(
          chosen || e.denied()
              ? Finding.wrong(
                  "registry",
                  e.getMessage(),
                  "start it, or check --registry and the client settings")
              : Finding.note(
                  "registry",
                  "none at " + address,
                  "./sfcalls up starts one; --registry names another"));
    }
    List<Finding> findings = new ArrayList<>(List.of(Finding.ok("registry", address)));
    try {
      List<String> faults = new ArrayList<>();
      var subjects = topics.subjects();
      subjects.forEach(
          (subject, schema) -> {
            SubjectState state = SubjectState.of(registry, subject, schema);
            if (!state.faults().isEmpty()) {
              faults.add(subject + ": " + String.join(", ", state.faults()));
            }
          });
      findings.add(
          faults.isEmpty()
              ? Finding.ok("subjects", subjects.size() + " correct")
              : Finding.wrong("subjects", String.join("; ", faults), "./sfcalls schemas register"));
    } catch (RegistryException e) {
      findings.add(Finding.wrong("subjects", e.getMessage(), "./sfcalls schemas check"));
    }
    return findings;
  }
}
