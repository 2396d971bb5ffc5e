package io.riskgate.core.internal.engine;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Picks out of the facts what people look back at: lockouts and how they ended, trading days as they closed. */
final class Chronicle {
    private final Fold fold;
    private List<Fact> noted = new ArrayList<>();
    private Instant newest = Instant.EPOCH;

    Chronicle(Fold fold) {
        this.fold = fold;
    }

    /** Has the fold apply a fact, and notes what of it is history. */
    void apply(Fact fact) {
        List<Fact> before = closedDays(fact);
        fold.apply(fact);
        if (fact instanceof Fact.LockoutSet || fact instanceof Fact.LockoutOver) {
            noted.add(fact);
        }
        for (Fact day : closedDays(fact)) {
            if (!before.contains(day)) {
                noted.add(day);
            }
        }
        Instant time = time(fact);
        if (time != null && time.isAfter(newest)) {
            newest = time;
        }
    }

    /** The closed days of the fact's account, if it is one that can change them. */
    private List<Fact> closedDays(Fact fact) {
        AccountState account = fact instanceof Fact.Told || fact instanceof Fact.DayOpened
                ? fold.accounts().get(fact.account())
                : null;
        return account == null
                ? List.of()
                : account.closedDays.stream()
                        .map(day -> day.kept(account.id, false))
                        .toList();
    }

    /** When the platform noted it, by its own clock; null for what says only the broker's time, which may be nonsense. */
    private static Instant time(Fact fact) {
        if (fact instanceof Fact.DayOpened opened) {
            return opened.start();
        } else if (fact instanceof Fact.DayKept kept) {
            return kept.start();
        } else if (fact instanceof Fact.LockoutSet set) {
            return set.lockout().createdAt();
        }
        return fact instanceof Fact.LockoutOver over ? over.at() : null;
    }

    /** What was noted since the last call. */
    List<Fact> noted() {
        List<Fact> result = noted;
        noted = new ArrayList<>();
        return result;
    }

    /** The day in UTC of the newest fact of which the platform's clock says when it was, counted from 1970-01-01. */
    long day() {
        return newest.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }
}
