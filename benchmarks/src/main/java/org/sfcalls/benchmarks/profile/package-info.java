/** Where an application's processor time goes, by kind of work. */
package org.sfcalls.benchmarks.profile;
