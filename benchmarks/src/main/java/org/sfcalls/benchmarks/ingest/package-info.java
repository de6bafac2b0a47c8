/** Throughput and memory of Kafka Streams applications between the broker's topics. */
package org.sfcalls.benchmarks.ingest;
