/** The page, its API and its events over HTTP. */
package org.sfcalls.dashboard.web;
