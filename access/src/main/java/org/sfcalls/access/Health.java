package org.sfcalls.access;

/**
 * How a program is.
 *
 * @param live whether it can still do its work, now or later; if not, only a restart helps
 * @param ready whether it does its work now
 * @param state in a word, for people
 */
public record Health(boolean live, boolean ready, String state) {}
