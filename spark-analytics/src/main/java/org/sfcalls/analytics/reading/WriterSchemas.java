package org.sfcalls.analytics.reading;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.schemas.Registry;

/** The schemas that records were written with, by id: each is asked for once in a JVM. */
public final class WriterSchemas {

  private static final Map<RegistryConnection, WriterSchemas> BY_REGISTRY =
      new ConcurrentHashMap<>();

  private final Registry registry;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

  private WriterSchemas(RegistryConnection registry) {
    this.registry = registry.open();
  }

  /** The schemas of this registry, shared by all tasks of this executor. */
  public static WriterSchemas of(RegistryConnection registry) {
    return BY_REGISTRY.computeIfAbsent(registry, WriterSchemas::new);
  }

  /**
   * The schema with this id.
   *
   * @throws Registry.RegistryException when the registry can't be reached or has no such id
   */
  public Schema get(int id) {
    return byId.computeIfAbsent(id, registry::schema);
  }
}
