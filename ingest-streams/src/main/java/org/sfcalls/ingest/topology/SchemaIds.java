package org.sfcalls.ingest.topology;

import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The registry's ids of the schemas that this tier writes with, asked for once. */
public record SchemaIds(int policeCall, int ledgerKey, int ledgerCount) {

  /**
   * Asks the registry.
   *
   * @throws Registry.RegistryException when it can't be reached or does not hold a schema
   */
  public static SchemaIds from(Registry registry, Topics topics) {
    return new SchemaIds(
        registry.schemaId(Topics.valueSubject(topics.clean()), PoliceCall.getClassSchema()),
        registry.schemaId(Topics.keySubject(topics.ledger()), LedgerKey.getClassSchema()),
        registry.schemaId(Topics.valueSubject(topics.ledger()), LedgerCount.getClassSchema()));
  }
}
