/** The account of a cluster's topics: reads them back and supplies the figures. */
package org.sfcalls.tools.account;
