/** Where outcomes go: Kafka topics in Confluent's wire format, or the console. */
package org.sfcalls.analytics.writing;
