/** Recomputes the whole account from the topics, and repairs totals that are wrong. */
package org.sfcalls.analytics.audit;
