/**
 * The product's promise: figures, the equations that must hold between them, the verdict, and how
 * they are printed. Knows neither Kafka nor Spark nor SQL; whoever reads the topics supplies the
 * figures.
 */
package org.sfcalls.account;
