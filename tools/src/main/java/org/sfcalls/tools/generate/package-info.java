/** Realistic calls without a file: as frequent, as varied and as faulty as the options say. */
package org.sfcalls.tools.generate;
