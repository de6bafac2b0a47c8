/** The Spark job: clean calls to windowed counts. */
package org.sfcalls.analytics;
