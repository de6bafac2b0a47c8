/** Counts calls over sliding windows, exactly: every (call, window) pair is counted or late. */
package org.sfcalls.analytics.counting;
