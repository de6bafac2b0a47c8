/** What the topics say, in one DuckDB file, each record in it exactly once. */
package org.sfcalls.dashboard.storing;
