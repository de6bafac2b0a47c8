/** Reads files of calls as streams of records, whatever size they have and however broken. */
package org.sfcalls.calls.reading;
