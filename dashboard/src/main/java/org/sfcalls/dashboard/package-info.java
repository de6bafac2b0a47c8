/** The page and what stands behind it: follow the topics, store what they say, answer questions. */
package org.sfcalls.dashboard;
