/** How an instance of ingest is. */
package org.sfcalls.ingest.health;
