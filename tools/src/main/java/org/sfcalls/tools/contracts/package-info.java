/** Puts the contracts into a schema registry, and tells whether it holds them as it should. */
package org.sfcalls.tools.contracts;
