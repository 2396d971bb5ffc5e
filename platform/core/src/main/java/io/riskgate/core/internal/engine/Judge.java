package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
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
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks rules and turns their verdicts into violations, lockouts, intents, alerts, memory and wake-ups. Every rule of one
 * event sees the same state; what they want is merged into one plan. One per stripe.
 */
final class Judge {
    private final Stripe stripe;
    private final View view;

    /** The same account with one contract in it. */
    private final View part;

    private final Faults faults;
    private final List<Bound> judges = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    /** What is being asked, so that it can be asked again; null if nothing is. */
    private AccountState asking;

    private RiskEvent askedOn;
    private Who askedWho;
    private String askedRule;

    Judge(Stripe stripe, Faults faults) {
        this.stripe = stripe;
        this.faults = faults;
        this.view = new View(stripe.market());
        this.part = new View(stripe.market());
    }

    /** Which rules are asked. */
    enum Who {
        /** All whose occasions include the event's. */
        ALL,
        /** Only those that protect positions, in a locked account. */
        PROTECTING
    }

    /** Asks the rules of an account. */
    void ask(AccountState account, RiskEvent event, Who who) {
        ask(account, event, who, null);
    }

    /** Asks one rule of an account, or all (null). */
    void ask(AccountState account, RiskEvent event, Who who, String onlyRule) {
        asking = account;
        askedOn = event;
        askedWho = who;
        askedRule = onlyRule;
        Occasion occasion = event.occasion();
        judges.clear();
        verdicts.clear();
        boolean inPart = onlyRule == null && account.calm() && !stripe.table().hasShadows();
        String contract = inPart ? onlyContract(account, event) : null;
        view.show(account, stripe.now(), null);
        if (contract != null) {
            part.show(account, stripe.now(), contract);
        }
        for (Bound bound : stripe.bound(account)) {
            if (onlyRule != null && !bound.rule.equals(onlyRule)
                    || who == Who.PROTECTING && !bound.protects
                    || !bound.asksOn(occasion)
                    || stripe.quarantine().holds(bound.rule, account.id)) {
                continue;
            }
            boolean shownPart = contract != null && bound.eachContract;
            Verdict verdict = evaluate(bound, event, account, shownPart ? part : view);
            boolean says =
                    verdict != null && (verdict != Verdict.pass() || !shownPart && concerns(account, bound.rule));
            if (says) {
                judges.add(bound);
                verdicts.add(verdict);
            }
        }
        if (stripe.table().hasShadows()) {
            stripe.shadows().ask(account, event, who, onlyRule, view, judges, verdicts);
        }
        if (judges.isEmpty()) {
            asking = null;
            return;
        }
        if (changeOnlyWakeUps(account)) {
            for (int i = 0; i < judges.size(); i++) {
                Instant at = wakeUp(verdicts.get(i).actions());
                stripe.timers().wakeAt(account, judges.get(i), at, contract != null && judges.get(i).eachContract);
            }
        } else {
            if (contract != null) {
                askAboutAll(account, event);
            }
            carryOut(account, who == Who.PROTECTING);
        }
        asking = null;
    }

    /** Asks again what a judge asked whose thread was lost in a rule; nothing came of what it had heard so far. */
    void resume(Judge lost) {
        lost.view.die();
        lost.part.die();
        AccountState account = lost.asking;
        if (account != null) {
            ask(account, lost.askedOn, lost.askedWho, lost.askedRule);
            stripe.afterwards(account, stripe.port().ledgerIsRead());
        }
    }

    /** The contract that an event is about if nothing else changed by it for the account, or null. */
    private String onlyContract(AccountState account, RiskEvent event) {
        return switch (event.occasion()) {
            case QUOTE, ORDER -> event.contract();
            case POSITION -> stripe.market().isOnlyOfRoot(account, event.contract()) ? event.contract() : null;
            default -> null;
        };
    }

    /** Rules that were shown one contract want something: what counts is what they say about all. */
    private void askAboutAll(AccountState account, RiskEvent event) {
        for (int i = judges.size() - 1; i >= 0; i--) {
            if (judges.get(i).eachContract) {
                Verdict verdict = evaluate(judges.get(i), event, account, view);
                if (verdict == null) {
                    judges.remove(i);
                    verdicts.remove(i);
                } else {
                    verdicts.set(i, verdict);
                }
            }
        }
    }

    /** Whether the verdicts change nothing but wake-ups, because they want no more and nothing stands that they could end. */
    private boolean changeOnlyWakeUps(AccountState account) {
        if (!account.calm()) {
            return false;
        }
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            if (!verdict.violations().isEmpty() || !onlyWakeUps(verdict.actions())) {
                return false;
            }
        }
        return true;
    }

    private static boolean onlyWakeUps(List<Action> actions) {
        for (int i = 0; i < actions.size(); i++) {
            if (!(actions.get(i) instanceof Action.WakeAt) && !(actions.get(i) instanceof Action.Undecided)) {
                return false;
            }
        }
        return true;
    }

    /** The first instant at which a rule wants to be woken, or null. */
    private static Instant wakeUp(List<Action> actions) {
        Instant first = null;
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i) instanceof Action.WakeAt wake
                    && (first == null || wake.at().isBefore(first))) {
                first = wake.at();
            }
        }
        return first;
    }

    /** Whether a plain pass changes anything for a rule. */
    private static boolean concerns(AccountState account, String rule) {
        WakeUp wakeUp = account.wakeUps.get(rule);
        if (wakeUp != null && wakeUp.at != null || !account.standingAlerts(rule).isEmpty()) {
            return true;
        }
        for (Episode.Key key : account.episodes.keySet()) {
            if (key.rule().equals(rule)) {
                return true;
            }
        }
        for (Intent intent : account.intents) {
            for (Claim claim : intent.claims) {
                if (claim.rule().equals(rule)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Verdict evaluate(Bound bound, RiskEvent event, AccountState account, View shown) {
        Verdict verdict;
        try {
            verdict = stripe.watch().evaluate(bound, event, shown.forRule(bound.rule));
        } catch (Watch.Abandoned e) {
            throw e;
        } catch (Throwable e) {
            faults.failed(account, bound.rule, Faults.threw(e));
            return null;
        }
        String nonsense = verdict == null ? "returned null" : Nonsense.in(verdict, account, bound.rule, stripe.now());
        if (nonsense != null) {
            faults.failed(account, bound.rule, nonsense);
            return null;
        }
        faults.passed(account, bound.rule);
        return verdict;
    }

    /** What is wrong with the verdict of a rule that is not in force, which nothing comes of; null if nothing is. */
    String tryOut(AccountState account, Bound bound) {
        if (bound.isLost()) {
            return "has not returned after 1 s";
        }
        asking = null;
        view.show(account, stripe.now(), null);
        try {
            RiskEvent event = new RiskEvent.Asked(Occasion.RULE_STARTED);
            Verdict verdict = stripe.watch().evaluate(bound, event, view.forRule(bound.rule));
            String nonsense =
                    verdict == null ? "returned null" : Nonsense.in(verdict, account, bound.rule, stripe.now());
            return nonsense == null ? null : Faults.shortened(nonsense);
        } catch (Watch.Abandoned e) {
            throw e;
        } catch (Throwable e) {
            return Faults.shortened(Faults.threw(e));
        }
    }

    private void carryOut(AccountState account, boolean locked) {
        List<Bound> asked = List.copyOf(judges);
        List<Verdict> said = List.copyOf(verdicts);
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
        lapse(account, rule, wanted, undecided);
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
                violation.message(),
                violation.measured(),
                violation.limit(),
                violation.contract()));
        return true;
    }

    /**
     * What the rule wanted before and does not want now is no longer wanted for its sake; but what a call under way will
     * close counts as closed, and is judged when the call is over.
     */
    private static void lapse(AccountState account, String rule, List<Wish> wanted, Set<String> undecided) {
        for (Intent intent : account.intents) {
            if (intent.call != null && !intent.call.closing.isEmpty()) {
                continue;
            }
            for (Claim claim : List.copyOf(intent.claims)) {
                boolean asks = claim.reason() == Reason.BREACH || claim.reason() == Reason.ACTION;
                if (asks
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
                    stripe.locks().set(account, rule, lock, violation.message(), locked, announcements);
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
        for (Action action : Nonsense.allActions(verdict)) {
            if (action instanceof Action.Remember remember && (!locked || locks(verdict))) {
                Map<String, String> memory = account.memoryOf(bound.rule);
                String before = remember.value() == null
                        ? memory.remove(remember.key())
                        : memory.put(remember.key(), remember.value());
                if (!java.util.Objects.equals(before, remember.value())) {
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
                    alert.message()));
        }
    }
}
