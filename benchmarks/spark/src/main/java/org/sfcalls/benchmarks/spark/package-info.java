/** The Spark queries that {@code bench analytics} measures, and the JVM that runs one of them. */
package org.sfcalls.benchmarks.spark;
