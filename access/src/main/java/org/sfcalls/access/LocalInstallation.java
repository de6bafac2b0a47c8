package org.sfcalls.access;

/**
 * What the programs of one machine agree on unless options say otherwise: ports, folders, file
 * names, and what a whole stack needs. A program that uses or checks one of these takes it from
 * here.
 */
public final class LocalInstallation {

  /** The address that everything listens on. */
  public static final String HOST = "127.0.0.1";

  /** Port of the Kafka broker, and the sandbox's option for another. */
  public static final int KAFKA_PORT = 9092;

  public static final String KAFKA_PORT_OPTION = "--kafka-port";

  /** Port of the Kafka controller, and the sandbox's option for another. */
  public static final int CONTROLLER_PORT = 9093;

  public static final String CONTROLLER_PORT_OPTION = "--controller-port";

  /** Port of the schema registry, and the sandbox's option for another. */
  public static final int REGISTRY_PORT = 8081;

  public static final String REGISTRY_PORT_OPTION = "--registry-port";

  /** Port of the dashboard's page, and the sandbox's option for another. */
  public static final int DASHBOARD_PORT = 8092;

  public static final String DASHBOARD_PORT_OPTION = "--dashboard-port";

  /** Where ingest answers health and metrics. */
  public static final String INGEST_HTTP = HOST + ":8090";

  /** Where analytics answers health and metrics. */
  public static final String ANALYTICS_HTTP = HOST + ":8091";

  /** Where the dashboard serves its page. */
  public static final String DASHBOARD_HTTP = HOST + ":" + DASHBOARD_PORT;

  /** Where clients reach the broker. */
  public static final String BOOTSTRAP = HOST + ":" + KAFKA_PORT;

  /** Path of the registry's Confluent-compatible API. */
  public static final String REGISTRY_PATH = "/apis/ccompat/v7";

  /** Base address of that API. */
  public static final String REGISTRY_URL = "http://" + HOST + ":" + REGISTRY_PORT + REGISTRY_PATH;

  /** Folder for all data, in the project's folder. */
  public static final String DATA = ".sfcalls";

  /** Name of the folder of a stack that is kept, in the folder for data. */
  public static final String STACK = "stack";

  /** Name of the folder in which analytics keeps how far it is. */
  public static final String CHECKPOINT = "checkpoint";

  /** Name of the file of ours in that folder, which Spark's files are next to. */
  public static final String CHECKPOINT_SETTINGS = "sfcalls.json";

  /** Name of the folder of ingest's state. */
  public static final String INGEST_STATE = "ingest-state";

  /** The dashboard's file, in a folder of its own. */
  public static final String DASHBOARD_FILE = "dashboard/calls.duckdb";

  /** The table of radio codes, in the project's folder. */
  public static final String RADIO_CODES = "data/radio_code.json";

  /** Memory that all programs of a stack need, in bytes: their resident memory, and room. */
  public static final long MEMORY_NEEDED = 2L << 30;

  /** Disk that a stack needs, in bytes. */
  public static final long DISK_NEEDED = 1536L << 20;

  private LocalInstallation() {}
}
