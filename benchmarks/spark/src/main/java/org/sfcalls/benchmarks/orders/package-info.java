/** What a JVM of the benchmarks is told to do, on Spark's class path and on Kafka's. */
package org.sfcalls.benchmarks.orders;
