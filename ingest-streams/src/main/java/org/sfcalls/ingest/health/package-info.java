/** Whether an instance lives and is ready, told over HTTP together with its metrics. */
package org.sfcalls.ingest.health;
