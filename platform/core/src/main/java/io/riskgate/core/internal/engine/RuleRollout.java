package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Brings every change of the rules into the journal, to the gate and to all stripes; tries rules out. One at a time. */
final class RuleRollout {
    private final RuleDesk rules;
    private final Quarantine quarantine;
    private final GateBoard gate;
    private final Stripes stripes;
    private final PlatformClock clock;
    private final Consumer<List<Decision>> sink;
    private final ContractDifferences differences = new ContractDifferences();
    private ChangeLog changes;

    RuleRollout(
            RuleDesk rules,
            Quarantine quarantine,
            GateBoard gate,
            Stripes stripes,
            PlatformClock clock,
            Consumer<List<Decision>> sink) {
        this.rules = rules;
        this.quarantine = quarantine;
        this.gate = gate;
        this.stripes = stripes;
        this.clock = clock;
        this.sink = sink;
    }

    /** Goes on after what the journal knows. */
    void goOn(ChangeLog known) {
        changes = known;
    }

    /** Puts in force what the rule book came to. */
    void changed(RuleBook.Outcome outcome) {
        Instant now = clock.instant();
        rules.noteInForce(changes, now);
        List<Decision> notes = new ArrayList<>();
        for (RuleBook.Note note : outcome.notes()) {
            notes.add(new Decision.RuleChanged(now, null, note.rule(), note.change(), note.note()));
        }
        notes.addAll(differences.appearedIn(rules.instruments(), now));
        if (!notes.isEmpty()) {
            sink.accept(notes);
        }
        gate.use(outcome.table());
        Map<String, Boolean> asked = new TreeMap<>(outcome.asked());
        Map<String, Boolean> released = new TreeMap<>(outcome.asked());
        released.keySet().retainAll(quarantine.rules());
        outcome.asked().keySet().forEach(quarantine::countAnew);
        asked.keySet().removeAll(released.keySet());
        stripes.tell(
                stripe -> {
                    outcome.asked().keySet().forEach(stripe.stripe().faults()::forget);
                    stripe.stripe().use(outcome.table(), rules.calendars(), rules.instruments(), asked);
                },
                () -> {
                    outcome.asked().forEach((rule, started) -> {
                        if (quarantine.rules().contains(rule)
                                && !outcome.table().isLost(rule)) {
                            released.put(rule, started);
                        }
                    });
                    release(released);
                });
    }

    /**
     * Quarantine ends once no stripe can ask any more what is quarantined, be it since the change was on its way; not that
     * of a version that never returned from its first question.
     */
    private void release(Map<String, Boolean> asked) {
        asked.keySet().forEach(quarantine::release);
        if (!asked.isEmpty()) {
            stripes.tell(stripe -> stripe.stripe().changes().ask(asked), () -> {});
        }
    }

    /**
     * Tries a rule that is not in force with the settings that would be in force, on every known account; nothing comes
     * of its verdicts.
     *
     * @throws ChangeRefused if it does not accept the settings, or fails
     */
    void tryOut(RuleOffer candidate) throws ChangeRefused, InterruptedException {
        RuleTable trial = rules.trial(candidate);
        for (LiveStripe stripe : stripes.all()) {
            for (String id : stripes.answer(stripe.ask(() -> stripe.stripe().accounts().stream()
                    .map(account -> account.id)
                    .toList()))) {
                RuleTable.Bound[] bound = trial.shadowsOf(id);
                String fault = stripes.answer(stripe.ask(() -> fault(stripe.stripe(), bound, id)));
                if (fault != null) {
                    throw new ChangeRefused("%s fails on account %s: it %s".formatted(candidate.bundle(), id, fault));
                }
            }
        }
    }

    private static String fault(Stripe stripe, RuleTable.Bound[] bound, String account) {
        for (RuleTable.Bound tried : bound) {
            String fault = stripe.judge().tryOut(stripe.known(account), tried);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }
}
