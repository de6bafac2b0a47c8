/** Accounts of calls: figures, the equations between them, and how they are printed. */
package org.sfcalls.analytics.account;
