package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.AccountHistory.PastLockout;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the history of one account of the facts that are history, oldest first. */
final class HistoryReader {
    private final String account;
    private final List<PastLockout> lockouts = new ArrayList<>();
    private final Map<String, Integer> inForce = new HashMap<>();
    private final TreeMap<Instant, AccountHistory.Day> days = new TreeMap<>();

    HistoryReader(String account) {
        this.account = account;
    }

    /** Takes a fact of any account. */
    void take(Fact fact) {
        if (!account.equals(fact.account())) {
            return;
        }
        if (fact instanceof Fact.LockoutSet set) {
            set(set.lockout());
        } else if (fact instanceof Fact.LockoutOver over) {
            over(over);
        } else if (fact instanceof Fact.DayKept day) {
            days.put(
                    day.start(),
                    new AccountHistory.Day(
                            day.date(),
                            day.start(),
                            day.end(),
                            day.realized(),
                            day.fees(),
                            day.tradeCount(),
                            day.running()));
        }
    }

    private void set(Lockout lockout) {
        Integer known = inForce.get(AccountState.key(lockout));
        if (known == null) {
            inForce.put(AccountState.key(lockout), lockouts.size());
            lockouts.add(new PastLockout(lockout, null, null));
        } else {
            lockouts.set(known, new PastLockout(lockout, null, null));
        }
    }

    private void over(Fact.LockoutOver over) {
        Integer known = inForce.get(over.key());
        if (known != null && Fold.ends(over, lockouts.get(known).lockout())) {
            inForce.remove(over.key());
            Lockout lockout = lockouts.get(known).lockout();
            Decision.Cause cause = lockout.end() == null
                    ? Decision.Cause.CONDITION
                    : lockout.untilReset() ? Decision.Cause.RESET : Decision.Cause.EXPIRED;
            lockouts.set(known, new PastLockout(lockout, over.at(), cause));
        }
    }

    /** The history from an instant on. */
    AccountHistory since(Instant since, List<String> unreadable) {
        return new AccountHistory(
                account,
                since,
                lockouts.stream()
                        .filter(past -> past.endedAt() == null || past.endedAt().isAfter(since))
                        .toList(),
                days.values().stream().filter(day -> day.end().isAfter(since)).toList(),
                unreadable);
    }
}
