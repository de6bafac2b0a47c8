/** What the page shows, each view from one question to the store. */
package org.sfcalls.dashboard.views;
