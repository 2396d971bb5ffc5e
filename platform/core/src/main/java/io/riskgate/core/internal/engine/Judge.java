package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.Verdict;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.RuleTable.Bound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks rules, and has what they say carried out. Every rule of one event sees the same state; what they want is merged
 * into one plan. One per stripe.
 */
final class Judge {
    private final Stripe stripe;
    private final View view;

    /** The same account with one contract in it. */
    private final View part;

    private final Faults faults;
    private final Consequences consequences;
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
        this.consequences = new Consequences(stripe);
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
                Instant at = Consequences.wakeUp(verdicts.get(i).actions());
                stripe.timers().wakeAt(account, judges.get(i), at, contract != null && judges.get(i).eachContract);
            }
        } else {
            if (contract != null) {
                askAboutAll(account, event);
            }
            consequences.carryOut(account, List.copyOf(judges), List.copyOf(verdicts), who == Who.PROTECTING);
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
}
