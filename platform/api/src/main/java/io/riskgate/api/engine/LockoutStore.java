package io.riskgate.api.engine;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The lockouts in force. It can only be read: nobody can unlock. Safe in all threads, never blocks. */
@ProviderType
public interface LockoutStore {
    /** All active lockouts, by account and rule. */
    List<Lockout> active();

    /** The active lockouts of one account, by rule; empty if it is free or unknown. */
    List<Lockout> of(String account);

    /** The lockout with the latest end, if the account is locked. */
    Optional<Lockout> governing(String account);
}
