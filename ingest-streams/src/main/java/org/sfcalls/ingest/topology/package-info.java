/**
 * The Kafka Streams topology from {@code calls.raw} to clean calls, dead letters and the ledger.
 */
package org.sfcalls.ingest.topology;
