/** What every command shares: how it fails, how it is stopped, what it needs of the broker. */
package org.sfcalls.tools.command;
