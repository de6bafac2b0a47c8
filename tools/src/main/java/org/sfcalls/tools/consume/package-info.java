/** Prints the records of any topic of the pipeline, readably and safely for a terminal. */
package org.sfcalls.tools.consume;
