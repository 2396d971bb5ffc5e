package io.riskgate.core.internal.store;

import java.util.UUID;

/**
 * Which store it is, and how far it came.
 *
 * @param epoch how often it was opened; 0 when that is not known
 */
public record StoreIdentity(UUID id, int epoch) {}
