/** Ingest as people write it who know the libraries: what ours is compared with. */
package org.sfcalls.benchmarks.obvious;
