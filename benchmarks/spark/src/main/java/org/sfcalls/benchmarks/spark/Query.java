package org.sfcalls.benchmarks.spark;

/** The queries that are measured, by the names that the benchmark calls them. */
enum Query {
  /** The Kafka source into nothing: the limit. */
  SOURCE,

  /** See {@link UsualRecipes#student}. */
  STUDENT,

  /** See {@link UsualRecipes#fromJson}. */
  FROM_JSON,

  /** See {@link UsualRecipes#fromAvro}. */
  FROM_AVRO,

  /** The project's query. */
  OURS,

  /** The project's query over the whole topic at once. */
  OURS_BATCH,

  /** The project's query into its Kafka sink. */
  OURS_KAFKA;

  /**
   * The time zone that a time without one is in. The raw calls' times are San Francisco's; all else
   * of the project is UTC.
   */
  String timeZone() {
    return this == STUDENT || this == FROM_JSON ? "America/Los_Angeles" : "UTC";
  }
}
