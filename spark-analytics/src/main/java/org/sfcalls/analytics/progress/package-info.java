/** What each micro-batch did: a line for a person, a record for the other tiers. */
package org.sfcalls.analytics.progress;
