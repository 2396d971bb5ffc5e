package io.riskgate.core.internal.store;

/**
 * A place between two records of the journal.
 *
 * @param segment where the next record is, or a later one
 * @param next the sequence of the next record
 * @param before the seal of the record before it
 */
record Position(long segment, long next, byte[] before) {}
