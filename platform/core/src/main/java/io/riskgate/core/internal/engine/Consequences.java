package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Verdict;
import io.riskgate.api.rule.Violation;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import io.riskgate.core.internal.engine.RuleTable.Bound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Turns verdicts into violations, lockouts, intents, alerts, memory and wake-ups. One per stripe. */
final class Consequences {
    private final Stripe stripe;

    Consequences(Stripe stripe) {
        this.stripe = stripe;
    }

    /**
     * Carries out what rules said of one event.
     *
     * @param asked the rules, in their order
     * @param said what each said
     * @param locked whether the account is locked, so that only what protects its positions counts
     */
    void carryOut(AccountState account, List<Bound> asked, List<Verdict> said, boolean locked) {
        List<Wish> wishes = new ArrayList<>();
        List<Decision> announcements = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            violations(account, asked.get(i).rule, said.get(i), wishes, locked);
        }
        boolean closesAll = wishes.stream().anyMatch(wish -> wish.kind() == Kind.CLOSE_ALL);
        for (int i = 0; i < asked.size(); i++) {
            locks(account, asked.get(i).rule, said.get(i), locked, announcements);
        }
        if (closesAll && account.locked()) {
            stripe.guard().flatten(account);
        }
        for (int i = 0; i < asked.size(); i++) {
            remember(account, asked.get(i), said.get(i), locked, announcements);
        }
        stripe.enforce(account, wishes, announcements);
    }

    private void violations(AccountState account, String rule, Verdict verdict, List<Wish> wishes, boolean locked) {
        List<Wish> wanted = new ArrayList<>();
        Set<String> undecided = new HashSet<>();
        for (Action action : verdict.actions()) {
            if (action instanceof Action.Undecided none) {
                undecided.add(none.contract());
            } else {
                wish(account, action, new Claim(rule, "", Reason.ACTION, 0, false), locked, false, wanted);
            }
        }
        Set<String> violated = new TreeSet<>();
        for (Violation violation : verdict.violations()) {
            String key = violation.contract() == null ? "" : violation.contract();
            boolean fresh = violated.add(key) && violated(account, rule, violation, key);
            boolean locks = violation.actions().stream().anyMatch(action -> action instanceof Action.Lock);
            Reason reason = locks ? Reason.LOCK : Reason.BREACH;
            for (Action action : violation.actions()) {
                wish(account, action, new Claim(rule, key, reason, 0, false), locked, fresh, wanted);
            }
        }
        for (Episode episode : account.episodes.values()) {
            if (episode.key.rule().equals(rule) && !undecided.contains(episode.key.contract())) {
                episode.clear = !violated.contains(episode.key.contract());
            }
        }
        lapse(account, rule, wanted, undecided, violated);
        wishes.addAll(wanted);
    }

    /** Writes a violation unless its episode is open; returns whether it is new. */
    private boolean violated(AccountState account, String rule, Violation violation, String key) {
        Episode.Key episode = new Episode.Key(rule, key);
        if (account.episodes.containsKey(episode)) {
            return false;
        }
        account.put(new Episode(episode));
        stripe.log(new Fact.EpisodeOpened(account.id, rule, key, false));
        stripe.publish(new Decision.Violation(
                stripe.now(),
                account.id,
                rule,
                Faults.shortened(violation.message()),
                violation.measured(),
                violation.limit(),
                violation.contract()));
        return true;
    }

    /**
     * What the rule wanted before and does not want now is no longer wanted for its sake; but where it still violates,
     * what a call under way will close counts as closed, and is judged when the call is over.
     */
    private static void lapse(
            AccountState account, String rule, List<Wish> wanted, Set<String> undecided, Set<String> violated) {
        for (Intent intent : account.intents) {
            boolean closing = intent.call != null && !intent.call.closing.isEmpty();
            for (Claim claim : List.copyOf(intent.claims)) {
                boolean asks = claim.reason() == Reason.BREACH || claim.reason() == Reason.ACTION;
                boolean counted = closing && (claim.reason() == Reason.ACTION || violated.contains(claim.key()));
                if (asks
                        && !counted
                        && claim.rule().equals(rule)
                        && !undecided.contains(claim.key())
                        && !undecided.contains(intent.contract)
                        && wanted.stream()
                                .noneMatch(wish -> wish.kind() == intent.kind && intent.isAbout(wish.subject()))) {
                    intent.lapse(rule, claim.key(), claim.reason());
                }
            }
        }
    }

    /** Adds what an action wants; in a locked account only what reduces. */
    private void wish(
            AccountState account, Action action, Claim claim, boolean locked, boolean fresh, List<Wish> wishes) {
        if (action instanceof Action.CloseAll) {
            wishes.add(new Wish(Kind.CLOSE_ALL, null, null, null, claim, false, fresh));
            wishes.add(new Wish(Kind.CANCEL_ALL, null, null, null, claim, false, fresh));
        } else if (action instanceof Action.CancelOpening) {
            for (OrderUpdate order : account.orders.values()) {
                if (account.works(order) && Ledger.couldOpen(order, account.quantity(order.contract()))) {
                    wishes.add(new Wish(Kind.CANCEL, order.contract(), order.orderId(), null, claim, false));
                }
            }
        } else if (action instanceof Action.Reduce reduce) {
            Claim sized = new Claim(claim.rule(), claim.key(), claim.reason(), reduce.to(), false);
            wishes.add(new Wish(Kind.POSITION, reduce.contract(), null, null, sized, false));
        } else if (action instanceof Action.Cancel cancel) {
            OrderUpdate order = account.orders.get(cancel.orderId());
            if (!locked || Ledger.couldOpen(order, account.quantity(order.contract()))) {
                wishes.add(new Wish(Kind.CANCEL, order.contract(), cancel.orderId(), null, claim, false));
            }
        } else if (action instanceof Action.MoveStop move && !locked) {
            wishes.add(new Wish(
                    Kind.MOVE,
                    account.orders.get(move.orderId()).contract(),
                    move.orderId(),
                    move.stopPrice(),
                    claim,
                    false));
        }
    }

    private void locks(
            AccountState account, String rule, Verdict verdict, boolean locked, List<Decision> announcements) {
        for (Violation violation : verdict.violations()) {
            for (Action action : violation.actions()) {
                if (action instanceof Action.Lock lock) {
                    stripe.locks()
                            .set(account, rule, lock, Faults.shortened(violation.message()), locked, announcements);
                }
            }
        }
        for (Action action : verdict.actions()) {
            if (action instanceof Action.Lock lock) {
                stripe.locks().set(account, rule, lock, "Locked by " + rule, locked, announcements);
            }
        }
    }

    private void remember(
            AccountState account, Bound bound, Verdict verdict, boolean locked, List<Decision> announcements) {
        Set<String> alerts = null;
        boolean counts = !locked || locks(verdict) && account.lockedBy(bound.rule);
        for (Action action : Nonsense.allActions(verdict)) {
            if (action instanceof Action.Remember remember && counts) {
                Map<String, String> memory = account.memoryOf(bound.rule);
                String before = remember.value() == null
                        ? memory.remove(remember.key())
                        : memory.put(remember.key(), remember.value());
                if (!Objects.equals(before, remember.value())) {
                    stripe.log(new Fact.Remembered(account.id, bound.rule, remember.key(), remember.value()));
                }
            } else if (action instanceof Action.Alert alert && !locked) {
                alerts = alerts == null ? new HashSet<>() : alerts;
                if (alerts.add(alert.code() + "\n" + alert.message())) {
                    alert(account, bound.rule, alert, announcements);
                }
            }
        }
        if (!locked) {
            account.stand(bound.rule, alerts);
        }
        stripe.timers().wakeAt(account, bound, wakeUp(Nonsense.allActions(verdict)));
    }

    private static boolean locks(Verdict verdict) {
        for (Action action : Nonsense.allActions(verdict)) {
            if (action instanceof Action.Lock) {
                return true;
            }
        }
        return false;
    }

    private void alert(AccountState account, String rule, Action.Alert alert, List<Decision> announcements) {
        Set<String> standing = account.standingAlerts(rule);
        if (!standing.contains(alert.code() + "\n" + alert.message())
                && !stripe.broadcast().alreadySaid(rule, alert)) {
            announcements.add(new Decision.Alert(
                    stripe.now(),
                    stripe.broadcast().underWay() ? null : account.id,
                    rule,
                    alert.severity(),
                    alert.code(),
                    Faults.shortened(alert.message())));
        }
    }

    /** The first instant at which a rule wants to be woken, or null. */
    static Instant wakeUp(List<Action> actions) {
        Instant first = null;
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i) instanceof Action.WakeAt wake
                    && (first == null || wake.at().isBefore(first))) {
                first = wake.at();
            }
        }
        return first;
    }
}
