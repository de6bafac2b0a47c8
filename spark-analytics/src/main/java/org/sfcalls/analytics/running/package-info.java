/** Keeps the query running through failures that pass, and stops it between two batches. */
package org.sfcalls.analytics.running;
