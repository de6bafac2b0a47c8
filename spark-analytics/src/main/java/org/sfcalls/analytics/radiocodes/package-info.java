/** The radio codes that dispositions are given in, with their descriptions. */
package org.sfcalls.analytics.radiocodes;
