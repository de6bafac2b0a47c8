/** Reads the topics from where the store stands, and tells how far it is. */
package org.sfcalls.dashboard.following;
