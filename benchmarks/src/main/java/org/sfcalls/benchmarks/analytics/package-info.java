/** Throughput of the Spark job, of its parts, and of the usual recipes for the same counts. */
package org.sfcalls.benchmarks.analytics;
