/** Measurements of the pipeline, each against a limit that is measured in the same run. */
package org.sfcalls.benchmarks;
