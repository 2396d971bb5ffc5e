package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RuleEvaluator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The rules in force, in the order in which they are asked; immutable, read once per event. */
final class RuleTable {
    /** No rules. */
    static final RuleTable EMPTY = new RuleTable(List.of(), List.of(), List.of(), EngineSettings.DEFAULT);

    private final Row[] rows;
    private final List<Away> away;
    private final List<Shadow> shadows;
    private final EngineSettings engine;

    /** The rules that judge accounts, shared by all to which the same configurations apply. */
    private final Map<List<RuleSettings.Accepted>, Bound[]> shared = new ConcurrentHashMap<>();

    RuleTable(List<Row> rows, List<Away> away, List<Shadow> shadows, EngineSettings engine) {
        this.rows = rows.toArray(Row[]::new);
        this.away = List.copyOf(away);
        this.shadows = List.copyOf(shadows);
        this.engine = engine;
    }

    /**
     * A rule that only looks on.
     *
     * @param row the rule with its settings
     * @param differences where what it says otherwise is noted
     */
    record Shadow(Row row, Differences differences) {}

    boolean hasShadows() {
        return !shadows.isEmpty();
    }

    /** The rules that look on when an account is judged. */
    Bound[] shadowsOf(String account) {
        List<Bound> bound = new ArrayList<>();
        for (Shadow shadow : shadows) {
            RuleSettings.Accepted settings = shadow.row.governing(account);
            if (settings != null && settings.enabled()) {
                bound.add(new Bound(shadow.row.offer().id(), 0, settings, engine.timeBudget(), false));
            }
        }
        return bound.toArray(Bound[]::new);
    }

    /** Where it is noted what the rule that looks on says otherwise, or null if there is none. */
    Differences differences(String rule) {
        for (Shadow shadow : shadows) {
            if (shadow.row.offer().id().equals(rule)) {
                return shadow.differences;
            }
        }
        return null;
    }

    /** A rule that went without being told to, and whom it judged. Each time it goes is another one. */
    static final class Away {
        private final String rule;
        private final Row judged;

        /** A rule of which this was in force. */
        Away(String rule, List<RuleSettings.Accepted> settings) {
            this.rule = rule;
            this.judged = new Row(
                    null,
                    settings.stream().map(RuleSettings.Accepted::withoutRule).toList());
        }

        String rule() {
            return rule;
        }

        /** Whether settings of it matched {@code account}, be it switched off there or not. */
        boolean matched(String account) {
            return judged.governing(account) != null;
        }

        /** Whether it judged {@code account}. */
        boolean concerns(String account) {
            RuleSettings.Accepted governing = judged.governing(account);
            return governing != null && governing.enabled();
        }
    }

    /** The rules that went and are not back. */
    List<Away> away() {
        return away;
    }

    EngineSettings engine() {
        return engine;
    }

    /**
     * One rule.
     *
     * @param offer the rule
     * @param settings its accepted configurations, by name
     */
    record Row(RuleOffer offer, List<RuleSettings.Accepted> settings) {
        Row {
            settings = List.copyOf(settings);
        }

        /** The configuration that governs an account, or null. */
        RuleSettings.Accepted governing(String account) {
            int best = -1;
            RuleSettings.Accepted governing = null;
            for (RuleSettings.Accepted candidate : settings) {
                int specificity = candidate.accounts().specificity(account);
                if (specificity > best) {
                    best = specificity;
                    governing = candidate;
                }
            }
            return governing;
        }
    }

    /** A rule with the settings that govern one account. */
    static final class Bound {
        final String rule;

        /** Name and version of its bundle. */
        final String bundle;

        final int rank;
        final RuleEvaluator evaluator;
        final boolean protects;

        /** Whether it may be shown one contract alone. */
        final boolean eachContract;

        /** How much processor time one evaluation may take. */
        final Duration budget;

        /** Whether something comes of its verdicts. */
        final boolean inForce;

        /** Set when an evaluation never returned, for all accounts with these settings. */
        private final AtomicBoolean lost;

        private final int occasions;

        Bound(String rule, int rank, RuleSettings.Accepted settings, Duration budget, boolean inForce) {
            this.rule = rule;
            this.bundle = settings.madeBy().bundle();
            this.rank = rank;
            this.evaluator = settings.evaluator();
            this.budget = budget;
            this.protects = settings.protects();
            this.eachContract = settings.eachContract();
            this.occasions = mask(settings.occasions());
            this.inForce = inForce;
            this.lost = settings.lost();
        }

        boolean isLost() {
            return lost.get();
        }

        void lose() {
            lost.set(true);
        }

        private static int mask(Set<Occasion> occasions) {
            int mask = 0;
            for (Occasion occasion : occasions) {
                mask |= 1 << occasion.ordinal();
            }
            return mask;
        }

        boolean asksOn(Occasion occasion) {
            return (occasions & 1 << occasion.ordinal()) != 0;
        }
    }

    /** The rules that judge an account, in order: those whose governing configuration is enabled. Not to be changed. */
    Bound[] boundTo(String account) {
        RuleSettings.Accepted[] governing = new RuleSettings.Accepted[rows.length];
        for (int rank = 0; rank < rows.length; rank++) {
            governing[rank] = rows[rank].governing(account);
        }
        return shared.computeIfAbsent(Arrays.asList(governing), this::bind);
    }

    private Bound[] bind(List<RuleSettings.Accepted> governing) {
        List<Bound> bound = new ArrayList<>();
        for (int rank = 0; rank < rows.length; rank++) {
            RuleSettings.Accepted settings = governing.get(rank);
            if (settings != null && settings.enabled()) {
                bound.add(new Bound(rows[rank].offer().id(), rank, settings, engine.timeBudget(), true));
            }
        }
        return bound.toArray(Bound[]::new);
    }

    /** The configuration of a rule that governs an account, or null. */
    RuleSettings.Accepted governing(String rule, String account) {
        Row row = row(rule);
        return row == null ? null : row.governing(account);
    }

    /** Why a required rule is not there for an account, or null if it is. */
    String missing(String rule, String account) {
        if (row(rule) == null) {
            return "its bundle or its accepted settings are missing, see risk:rule " + rule;
        }
        return governing(rule, account) == null ? "no accepted settings match the account" : null;
    }

    /** Whether an evaluation of a rule as it is in force never returned. */
    boolean isLost(String rule) {
        Row row = row(rule);
        return row != null
                && row.settings().stream().anyMatch(settings -> settings.lost().get());
    }

    private Row row(String rule) {
        for (Row row : rows) {
            if (row.offer().id().equals(rule)) {
                return row;
            }
        }
        return null;
    }

    /** How many rules are in force with at least one enabled configuration. */
    int active() {
        int active = 0;
        for (Row row : rows) {
            active += row.settings().stream().anyMatch(RuleSettings.Accepted::enabled) ? 1 : 0;
        }
        return active;
    }

    /** The place of a rule in the order, or the end. */
    int rank(String rule) {
        for (int rank = 0; rank < rows.length; rank++) {
            if (rows[rank].offer().id().equals(rule)) {
                return rank;
            }
        }
        return rows.length;
    }
}
