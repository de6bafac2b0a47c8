/** Counts what is there, from export files or from a topic, once and to the end. */
package org.sfcalls.analytics.batch;
