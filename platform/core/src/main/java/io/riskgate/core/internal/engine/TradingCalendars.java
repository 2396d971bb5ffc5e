package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Setting;
import io.riskgate.api.rule.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the trading day of each account ends; immutable. A reset is a wall-clock time in a zone: in a spring gap it moves
 * forward by the gap, in an autumn overlap the first one counts.
 */
final class TradingCalendars {
    private static final Calendar DEFAULT = new Calendar(LocalTime.of(17, 0), ZoneId.of("America/Chicago"));

    /** The calendar of accounts no configuration matches. */
    static final TradingCalendars NONE = new TradingCalendars(Map.of());

    private final Map<String, Entry> byName;

    private TradingCalendars(Map<String, Entry> byName) {
        this.byName = byName;
    }

    /** One reset time in one zone. */
    record Calendar(LocalTime reset, ZoneId zone) {
        /** The first reset after {@code time}. */
        Instant nextReset(Instant time) {
            LocalDate date = time.atZone(zone).toLocalDate().minusDays(1);
            Instant reset = at(date);
            while (!reset.isAfter(time)) {
                date = date.plusDays(1);
                reset = at(date);
            }
            return reset;
        }

        /** The last reset at or before {@code time}. */
        Instant lastReset(Instant time) {
            LocalDate date = time.atZone(zone).toLocalDate().plusDays(1);
            Instant reset = at(date);
            while (reset.isAfter(time)) {
                date = date.minusDays(1);
                reset = at(date);
            }
            return reset;
        }

        /** The date on which a day ends that ends at {@code end}. */
        LocalDate dateOf(Instant end) {
            return end.atZone(zone).toLocalDate();
        }

        private Instant at(LocalDate date) {
            return date.atTime(reset).atZone(zone).toInstant();
        }
    }

    private record Entry(AccountPatterns accounts, Calendar calendar) {}

    /** These calendars with one configuration set, or removed (null). */
    TradingCalendars with(String name, Map<String, String> values) {
        Map<String, Entry> copy = new TreeMap<>(byName);
        if (values == null) {
            copy.remove(name);
        } else {
            copy.put(name, read(values));
        }
        return new TradingCalendars(copy);
    }

    private static Entry read(Map<String, String> values) {
        Settings settings = Settings.of(values);
        Setting<LocalTime> reset = settings.timeOfDay("resetTime");
        Setting<ZoneId> zone = settings.zone("timezone");
        Entry entry = new Entry(
                AccountPatterns.read(settings),
                new Calendar(reset.orElse(DEFAULT.reset()), zone.orElse(DEFAULT.zone())));
        RuleSettings.refuseUnknownKeys(settings);
        return entry;
    }

    /** The calendar that governs an account: the most specific, of two that tie the first by name. */
    Calendar of(String account) {
        int best = -1;
        Calendar calendar = DEFAULT;
        for (Entry entry : byName.values()) {
            int specificity = entry.accounts().specificity(account);
            if (specificity > best) {
                best = specificity;
                calendar = entry.calendar();
            }
        }
        return calendar;
    }
}
