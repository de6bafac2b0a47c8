/** Where outcomes go: Kafka topics in Confluent's wire format, the console, Parquet files. */
package org.sfcalls.analytics.writing;
