package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Notices that the broker has newer events than it told: {@code FEED_STALE} stands from the second look at which they are
 * missing until the broker tells of something as new. One watch for quotes, one for each account. {@link #heard} is safe
 * in all threads, the rest is for one thread at a time.
 */
final class FeedWatch {
    /** What quotes are kept under; no account has an empty id. */
    private static final String QUOTES = "";

    private final InstantSource clock;
    private final Consumer<List<Decision>> sink;
    private final Consumer<String> reader;
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private volatile Instant since = Instant.MIN;

    /** What was told and what is missing of one account, or of the quotes. */
    private static final class Feed {
        volatile Instant told = Instant.MIN;

        /** The newest that the broker has and did not tell when last looked, or null. */
        volatile Instant missing;

        volatile boolean stale;
        Instant read = Instant.MIN;

        boolean lacks(Instant newest, Instant since) {
            return newest.isAfter(told) && newest.isAfter(since);
        }
    }

    /**
     * A watch that has heard nothing.
     *
     * @param clock the time of alerts
     * @param sink takes alerts
     * @param reader has an account read, since what it holds is not told
     */
    FeedWatch(InstantSource clock, Consumer<List<Decision>> sink, Consumer<String> reader) {
        this.clock = clock;
        this.sink = sink;
        this.reader = reader;
    }

    /** The broker told of an event. After a link is restored everything is read: nothing older is missing. */
    void heard(BrokerEvent event) {
        if (event instanceof ConnectionUpdate update) {
            if (update.state() == ConnectionUpdate.State.RESTORED && update.account() == null) {
                begun(update.time());
            }
        } else {
            Feed feed = feed(event instanceof QuoteUpdate ? QUOTES : event.account());
            if (event.time().isAfter(feed.told)) {
                feed.told = event.time();
            }
        }
    }

    private Feed feed(String key) {
        Feed feed = feeds.get(key);
        return feed == null ? feeds.computeIfAbsent(key, unknown -> new Feed()) : feed;
    }

    /** All that is older is read, not told: nothing of it is missing. */
    void begun(Instant time) {
        since = time.isAfter(since) ? time : since;
    }

    /** Compares what the broker has with what it told. */
    void compare(BrokerPulse pulse) {
        if (pulse.quotes() != null) {
            compare(QUOTES, pulse.quotes());
        }
        pulse.accounts().forEach(this::compare);
    }

    private void compare(String key, Instant newest) {
        Feed feed = feed(key);
        if (feed.lacks(newest, since)) {
            if (feed.missing == null) {
                feed.missing = newest;
            }
            if (feed.stale) {
                read(key, feed, newest);
            }
        }
    }

    /** Looks again at what was missing. */
    void look() {
        feeds.forEach((key, feed) -> {
            Instant missing = feed.missing;
            if (missing != null && !feed.lacks(missing, since)) {
                feed.missing = null;
                if (feed.stale) {
                    feed.stale = false;
                    alert(key, Severity.INFO, "FEED_RECOVERED", "the broker tells events of " + words(key) + " again");
                }
            } else if (missing != null && !feed.stale) {
                feed.stale = true;
                alert(key, Severity.ERROR, "FEED_STALE", message(key, missing));
                read(key, feed, missing);
            }
        });
    }

    private void read(String key, Feed feed, Instant newest) {
        if (!key.equals(QUOTES) && newest.isAfter(feed.read)) {
            feed.read = newest;
            reader.accept(key);
        }
    }

    private static String words(String key) {
        return key.equals(QUOTES) ? "quotes" : "account " + key;
    }

    private static String message(String key, Instant missing) {
        return key.equals(QUOTES)
                ? "the broker has quotes of " + missing + " and does not tell them: rules that need prices are blind"
                : "the broker has events of " + missing + " and does not tell them: the account is read instead";
    }

    /** What is missing of an account, or of the quotes it may need; null if nothing is. */
    String alarm(String account) {
        String own = alarmOf(account);
        return own == null ? alarmOf(QUOTES) : own;
    }

    private String alarmOf(String key) {
        Feed feed = feeds.get(key);
        Instant missing = feed == null || !feed.stale ? null : feed.missing;
        return missing == null ? null : message(key, missing);
    }

    /** What is missing, or null. */
    String alarm() {
        List<String> stale = new ArrayList<>();
        new TreeMap<>(feeds).forEach((key, feed) -> {
            if (feed.stale) {
                stale.add(words(key));
            }
        });
        return switch (stale.size()) {
            case 0 -> null;
            case 1, 2, 3 -> "FEED_STALE: the broker has newer events than it tells of " + String.join(", ", stale);
            default -> "FEED_STALE: the broker has newer events than it tells of " + stale.size() + " feeds, "
                    + stale.get(0) + " among them";
        };
    }

    private void alert(String key, Severity severity, String code, String message) {
        String account = key.equals(QUOTES) ? null : key;
        sink.accept(List.of(new Decision.Alert(clock.instant(), account, null, severity, code, message)));
    }
}
