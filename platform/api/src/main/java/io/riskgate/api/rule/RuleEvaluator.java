package io.riskgate.api.rule;

import java.util.EnumSet;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A rule with its settings: a pure function from an account at one moment to a verdict.
 *
 * <p>Equal input gives an equal verdict, in any order, on any thread, also at the same time on several. The default
 * methods declare what makes a rule cheaper or stronger; a rule that declares nothing is right, only asked more often.
 */
@ConsumerType
@FunctionalInterface
public interface RuleEvaluator {
    /**
     * Judges the account.
     *
     * @param event why the rule is asked now; most rules need not look at it
     * @param account the account at this moment, valid only during the call
     * @return the verdict, never null
     */
    Verdict evaluate(RiskEvent event, AccountView account);

    /** The occasions on which this rule is asked; by default all. */
    default Set<Occasion> occasions() {
        return EnumSet.allOf(Occasion.class);
    }

    /**
     * Whether this rule goes on protecting open positions while the account is locked: it is then asked every second,
     * and of its verdict only what closes, reduces, cancels or locks longer is carried out.
     */
    default boolean protectsPositions() {
        return false;
    }

    /**
     * Whether what this rule says about a contract depends on nothing but the position and the orders in that contract, the
     * trading day and the time. On a quote, or a change of a position or an order, the platform may then show it an account
     * that has only that contract in it. A rule that adds up over contracts must not say so: a limit would go by.
     */
    default boolean judgesEachContract() {
        return false;
    }

    /** This evaluator, asked on {@code occasions} and on every {@linkplain Occasion#GENERAL general} occasion. */
    default RuleEvaluator askedOn(Occasion... occasions) {
        Set<Occasion> all = EnumSet.copyOf(Occasion.GENERAL);
        all.addAll(Set.of(occasions));
        return DeclaredEvaluator.of(this, all, protectsPositions(), judgesEachContract());
    }

    /** This evaluator, asked on {@code occasions}, at its wake-ups and on nothing else. */
    default RuleEvaluator askedOnlyOn(Occasion... occasions) {
        Set<Occasion> all = EnumSet.of(Occasion.WAKE_UP, Occasion.RETRY);
        all.addAll(Set.of(occasions));
        return DeclaredEvaluator.of(this, all, protectsPositions(), judgesEachContract());
    }

    /** This evaluator, protecting positions while the account is locked. */
    default RuleEvaluator protectingPositions() {
        return DeclaredEvaluator.of(this, occasions(), true, judgesEachContract());
    }

    /** This evaluator, {@linkplain #judgesEachContract judging each contract} by itself. */
    default RuleEvaluator judgingEachContract() {
        return DeclaredEvaluator.of(this, occasions(), protectsPositions(), true);
    }
}
