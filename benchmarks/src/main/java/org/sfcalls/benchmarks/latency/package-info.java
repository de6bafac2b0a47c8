/** How long a call takes from the raw topic to a count that includes it. */
package org.sfcalls.benchmarks.latency;
