package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.rule.Occasion;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Opens, moves and closes the trading days of accounts. One per stripe. */
final class Days {
    private static final int MOST_SHARED = 1000;

    private final Stripe stripe;
    private final Map<Object, Object> shared = new HashMap<>();

    Days(Stripe stripe) {
        this.stripe = stripe;
    }

    /** Closes the running day if it ends at {@code at}, and opens the next. */
    void reset(AccountState account, Instant at) {
        if (!account.day.end.equals(at)) {
            return;
        }
        DayState closed = account.day;
        open(account, at);
        stripe.publish(new Decision.DayReset(at, account.id, closed.date, closed.realized));
        stripe.agenda().addForRule(stripe.now(), Agenda.Kind.JUDGEMENT, account.id, 0, Occasion.DAY_RESET.name());
    }

    /** Opens the day that runs at {@code at}; an account that is new has had two days before, of which nothing is known. */
    void open(AccountState account, Instant at) {
        TradingCalendars.Calendar calendar = stripe.calendars().of(account.id);
        if (account.day == null) {
            Instant today = calendar.lastReset(at);
            Instant yesterday = calendar.lastReset(today.minusNanos(1));
            open(account, calendar, calendar.lastReset(yesterday.minusNanos(1)), yesterday);
            open(account, calendar, yesterday, today);
        }
        open(account, calendar, account.day.end, calendar.nextReset(at));
        stripe.agenda().add(account.day.end, Agenda.Kind.RESET, account.id);
    }

    private void open(AccountState account, TradingCalendars.Calendar calendar, Instant start, Instant end) {
        TradeBook.openDay(account, new DayState(shared(calendar.dateOf(end)), shared(start), shared(end)));
        stripe.log(new Fact.DayOpened(account.id, account.day.date, start, end));
    }

    /** One instance of what is equal: most accounts have the same days. */
    @SuppressWarnings("unchecked")
    private <T> T shared(T value) {
        if (shared.size() > MOST_SHARED) {
            shared.clear();
        }
        return (T) shared.computeIfAbsent(value, key -> key);
    }

    /** Gives the running day another end if the settings do. */
    void move(AccountState account) {
        TradingCalendars.Calendar calendar = stripe.calendars().of(account.id);
        Instant now = stripe.now().isBefore(account.day.start) ? account.day.start : stripe.now();
        Instant end = calendar.nextReset(now);
        if (now.isBefore(account.day.end) && !end.equals(account.day.end)) {
            Fact.DayMoved moved = new Fact.DayMoved(account.id, calendar.dateOf(end), end);
            Fold.move(account, moved);
            stripe.log(moved);
            stripe.agenda().add(end, Agenda.Kind.RESET, account.id);
        }
    }
}
