package io.riskgate.api.engine;

import org.osgi.annotation.versioning.ProviderType;

/** Says before an order whether an account may enlarge a position. Safe in all threads, never blocks. */
@ProviderType
public interface PreCheckGate {
    /** May {@code account} open or enlarge a position now? Closing and reducing are never denied. */
    Answer check(String account);

    /**
     * The answer of the gate.
     *
     * @param allowed whether increases are allowed
     * @param reason why not, for the trader; null if allowed
     */
    record Answer(boolean allowed, String reason) {
        private static final Answer ALLOWED = new Answer(true, null);

        /** Allowed. */
        public static Answer allow() {
            return ALLOWED;
        }

        /** Denied for {@code reason}. */
        public static Answer deny(String reason) {
            return new Answer(false, reason);
        }
    }
}
