/** From calls.clean to packed calls: one source per partition, so that none outruns another. */
package org.sfcalls.analytics.reading;
