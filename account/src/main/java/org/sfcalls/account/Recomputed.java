package org.sfcalls.account;

/**
 * What an audit computed again from the calls themselves.
 *
 * @param undecodable clean records that can't be decoded
 * @param pairsDue (call, window) pairs of the calls that are counted and can be decoded
 * @param differing totals that are not what the calls add up to
 * @param lateWithoutCall late pairs that belong to no call
 * @param unreadable records of the topics of counts and late calls that can't be decoded
 */
public record Recomputed(
    long undecodable, long pairsDue, long differing, long lateWithoutCall, long unreadable) {}
