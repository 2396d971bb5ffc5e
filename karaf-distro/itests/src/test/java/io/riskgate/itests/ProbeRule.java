package io.riskgate.itests;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.RiskEvent;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;

/** The rule in the jars of {@link RuleJars}: notes which version judged which trade, or misbehaves as its jar says. */
public final class ProbeRule implements RiskRule {
    /** The key of the system properties under which the notes are: {@code account trade version}. */
    static final String NOTES = "riskgate.itests.judged";

    /** The key under which a latch ends what never returns. */
    static final String END = "riskgate.itests.end";

    /** A trade whose id begins like this locks, with a reason that tells what the rule remembers. */
    static final String LAST = "last";

    private final String version = text("version.txt");
    private final String behaviour = text("behaviour.txt");

    /** Activates it. */
    public ProbeRule() {
        if (behaviour.equals("blocks in @Activate")) {
            untilTheEnd();
        }
    }

    private static String text(String name) {
        try (InputStream stream = ProbeRule.class.getResourceAsStream("/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RuleEvaluator configure(Settings settings) {
        settings.integer("edit").orElse(0);
        return this::evaluate;
    }

    private Verdict evaluate(RiskEvent event, AccountView account) {
        switch (behaviour) {
            case "throws" -> throw new LinkageError("scripted");
            case "throws when asked" -> {
                if (event instanceof RiskEvent.TradeBooked) {
                    throw new IllegalStateException("scripted");
                }
            }
            case "never returns" -> untilTheEnd();
            case "returns null" -> {
                return null;
            }
            case "commands another account" -> {
                return Verdict.violation("not its own", Action.close("CON.F.US.NOT.HERE"));
            }
            case "allocates without end" -> hoard();
            default -> {
                return judge(event, account);
            }
        }
        return Verdict.pass();
    }

    @SuppressWarnings("unchecked")
    private Verdict judge(RiskEvent event, AccountView account) {
        if (!(event instanceof RiskEvent.TradeBooked trade)) {
            return Verdict.pass();
        }
        Queue<String> notes = (Queue<String>) System.getProperties().get(NOTES);
        if (notes != null) {
            notes.add(account.id() + " " + trade.tradeId() + " " + version);
        }
        int seen = account.memory("seen").map(Integer::parseInt).orElse(0) + 1;
        Action remembered = Action.remember("seen", Integer.toString(seen));
        return trade.tradeId().startsWith(LAST)
                ? Verdict.violation("seen " + seen, Action.lockUntilReset(LockoutKind.HARD), remembered)
                : Verdict.pass(remembered);
    }

    private static void untilTheEnd() {
        try {
            ((CountDownLatch) System.getProperties().get(END)).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hoard() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[4 << 20]);
        }
    }
}
