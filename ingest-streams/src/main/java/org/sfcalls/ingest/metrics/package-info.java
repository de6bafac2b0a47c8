/** What the ingest tier counts and measures of itself, in Prometheus' format. */
package org.sfcalls.ingest.metrics;
