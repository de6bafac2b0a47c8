/**
 * What the commands of every program share: options for Kafka and the registry, waiting for a part
 * that is not up yet, and how a failure is told.
 */
package org.sfcalls.access;
