package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.broker.paper.internal.PaperDesk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The platform at a paper broker whose link is slow, or breaks in the middle of a call. */
@Timeout(60)
class PaperLinkTest {
    private static final String OTHER = "other";

    private final TimedCalls calls = new TimedCalls();
    private final LiveFixture live = LiveFixture.calling(calls).withLimits();
    private final PaperDesk paper = new PaperDesk(live.clock, calls::pause);

    @BeforeEach
    void armedWithTwoPositions() throws Exception {
        live.restored();
        live.platform.enforceRules();
        live.platform.connect(paper.broker());
        paper.open(ACCOUNT, MNQ, 2);
        paper.open(OTHER, MNQ, 2);
        after(Duration.ofMillis(100));
    }

    private void bothLose(BrokerMode mode) throws Exception {
        paper.mode(mode, ACCOUNT, 1);
        paper.lose(ACCOUNT, MNQ, "-170.50");
        paper.lose(OTHER, MNQ, "-170.50");
    }

    private void after(Duration time) throws InterruptedException {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            live.clock.move(Duration.ofMillis(100));
            calls.move(Duration.ofMillis(100));
            for (int i = 0; i < 5; i++) {
                live.platform.work();
                calls.settle();
            }
        }
    }

    private List<String> closed(String account) {
        return live.all(Decision.CommandResult.class).stream()
                .filter(result -> result.account().equals(account) && result.command() == Decision.Command.CLOSE_ALL)
                .map(result -> result.outcome() + " " + result.attempt())
                .toList();
    }

    /** Contracts that the broker executed for the platform. */
    private int executed(String account) throws Exception {
        return paper.broker().read(account).trades().stream()
                .filter(TradeUpdate::own)
                .mapToInt(TradeUpdate::quantity)
                .sum();
    }

    private boolean holds(String account) throws Exception {
        return !paper.broker().read(account).positions().isEmpty();
    }

    @Test
    void anAnswerThatDripsConfirmsNothingBeforeAReadOrAnEventShowsFlatAndOthersDoNotNotice() throws Exception {
        bothLose(BrokerMode.DRIP);
        after(Duration.ofMillis(900));

        assertFalse(holds(ACCOUNT), "the broker has closed it");
        assertEquals(List.of(), closed(ACCOUNT), "but told nobody");
        assertFalse(live.allows(ACCOUNT));
        assertEquals(List.of("CONFIRMED 1"), closed(OTHER));

        after(Duration.ofSeconds(60));
        assertEquals(List.of("CONFIRMED 1"), closed(ACCOUNT));
        assertEquals(2, executed(ACCOUNT));
        assertEquals(2, executed(OTHER));
        assertEquals(0, live.platform.status().openCommands());
        assertFalse(live.allows(ACCOUNT));
    }

    @Test
    void aResetConfirmsNothingBeforeTheLinkIsBackAndTheBrokerIsRead() throws Exception {
        paper.mode(BrokerMode.RESET, ACCOUNT, 1);
        paper.lose(ACCOUNT, MNQ, "-170.50");
        after(Duration.ofMillis(1900));

        assertEquals(List.of(), closed(ACCOUNT));
        assertFalse(live.allows(ACCOUNT));

        after(Duration.ofSeconds(60));
        assertFalse(holds(ACCOUNT));
        assertEquals(List.of("CONFIRMED 1"), closed(ACCOUNT));
        assertEquals(2, executed(ACCOUNT));
        assertEquals(0, live.platform.status().openCommands());
    }

    @Test
    void whatCannotBeSentWhileTheLinkIsResetIsSentAgainAndClosesOnce() throws Exception {
        bothLose(BrokerMode.RESET);
        after(Duration.ofSeconds(60));

        for (String account : List.of(ACCOUNT, OTHER)) {
            assertFalse(holds(account));
            assertEquals(2, executed(account));
            assertTrue(
                    closed(account).get(closed(account).size() - 1).startsWith("CONFIRMED"), closed(account)::toString);
            assertFalse(live.allows(account));
        }
        assertEquals(0, live.platform.status().openCommands());
    }
}
