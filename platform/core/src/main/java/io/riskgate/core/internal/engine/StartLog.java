package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Lockout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;

/** The lines of a start, in the words of the contract. */
final class StartLog {
    private static final int MANY = 100;

    private final Logger log;

    StartLog(Logger log) {
        this.log = log;
    }

    /**
     * What was restored.
     *
     * @param doubt why every account is locked, those to come too, or null
     */
    void restored(Collection<AccountState> accounts, String doubt, Instant now) {
        List<Lockout> lockouts = new ArrayList<>();
        int wakeUps = 0;
        int commands = 0;
        for (AccountState account : accounts) {
            lockouts.addAll(account.lockouts.values());
            wakeUps += account.wakeUps.size();
            commands += account.intents.size();
        }
        lockouts.sort(Comparator.comparing(Lockout::account, CodePoints.ORDER).thenComparing(Lockout::rule));
        if (lockouts.isEmpty()) {
            log.info("Loaded 0 lockouts");
        } else {
            lockouts.forEach(lockout -> restored(lockout, now));
            log.info("{} active lockout(s) restored", lockouts.size());
        }
        log.info(
                "Restored: {} wake-up{}, {} open command{}, day P&L of {} account{}",
                wakeUps,
                plural(wakeUps),
                commands,
                plural(commands),
                accounts.size(),
                plural(accounts.size()));
        log.info("PRE-CHECK enabled");
        if (doubt != null) {
            log.info("STARTUP STATE: Every account is locked, known or not: {}", doubt);
        } else if (lockouts.isEmpty()) {
            log.info("STARTUP STATE: No active lockouts, all accounts operational");
        } else {
            log.info(
                    "STARTUP STATE: {} active lockout(s) in effect"
                            + " (PRE-CHECK layer will block events for locked accounts)",
                    lockouts.size());
        }
    }

    private void restored(Lockout lockout, Instant now) {
        if (lockout.end() == null) {
            log.info(
                    "RESTORED LOCKOUT: Account {} locked until its condition ends - Reason: {}",
                    lockout.account(),
                    lockout.reason());
        } else {
            log.info(
                    "RESTORED LOCKOUT: Account {} locked until {} ({}s remaining) - Reason: {}",
                    lockout.account(),
                    lockout.end(),
                    Duration.between(now, lockout.end()).toSeconds(),
                    lockout.reason());
        }
    }

    private static String plural(int count) {
        return count == 1 ? "" : "s";
    }

    /** How far the reading of the accounts is; of many each tenth is said. */
    void reading(int accounts, int of) {
        if (of >= MANY && accounts < of && accounts % (of / 10) == 0) {
            log.info("Accounts of the broker: {}", progress(accounts, of));
        }
    }

    static String progress(int accounts, int of) {
        return "read " + accounts + " of " + of + " accounts";
    }

    /** The platform is armed. */
    void armed(int rules) {
        log.info("Event loop running: {} active rule{} monitoring events", rules, plural(rules));
        log.info("Riskgate ACTIVE");
    }

    /** The platform is not armed. */
    void notArmed(String reason) {
        log.error("NOT ARMED: {}", reason);
    }

    /** The broker did not say what it was asked. */
    void notRead(Throwable failure) {
        log.error("NOT RECONCILED: {}", failure.getMessage());
    }

    /** The broker does not let go. */
    void stillConnected(String broker, Throwable failure) {
        log.warn("Broker {} does not disconnect, going on without it: {}", broker, failure.toString());
    }

    /** The platform has stopped. */
    void stopped() {
        log.info("Riskgate stopped");
    }
}
