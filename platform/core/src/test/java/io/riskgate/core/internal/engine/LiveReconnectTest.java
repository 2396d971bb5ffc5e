package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.event.ConnectionUpdate.State;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a live platform does after a start and after a link was lost, and one account of many whose broker fails. */
class LiveReconnectTest {
    private static final int ACCOUNTS = 1_000;

    private final LiveFixture live = LiveFixture.driven(2).withLimits();

    private void link(State state) {
        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, state, null));
        live.idle();
    }

    @Test
    void whatOpenedWhileTheLinkWasLostIsJudgedAfterwards() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        link(State.LOST);
        live.broker.hold(ACCOUNT, MNQ, 5);
        live.after(Duration.ofSeconds(30));

        link(State.RESTORED);
        live.after(Duration.ofSeconds(1));

        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void everyAccountIsReadWhenALinkIsRestoredOfWhichNobodySaidThatItWasLost() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.hold(ACCOUNT, MNQ, 5);

        link(State.RESTORED);
        live.after(Duration.ofSeconds(1));

        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void whatOpenedInALockedAccountWhileTheLinkWasLostIsUndoneByTheGuard() throws Exception {
        live.armed();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));
        link(State.LOST);
        live.broker.hold(ACCOUNT, MNQ, 1);

        link(State.RESTORED);
        live.after(Duration.ofSeconds(1));

        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertTrue(live.all(Decision.Commanded.class).stream().anyMatch(Decision.Commanded::guard));
    }

    @Test
    void anAccountThatCannotBeReadAfterwardsIsDeniedAndReadUntilThatSucceeds() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", MNQ, 1);
        live.idle();
        link(State.LOST);
        live.broker.hold(ACCOUNT, MNQ, 5);
        live.broker.unreadable.add(ACCOUNT);
        link(State.RESTORED);
        live.after(Duration.ofMinutes(5));

        assertFalse(live.allows(ACCOUNT));
        assertEquals(
                "Not reconciled: the broker could not be read",
                live.platform.gate().check(ACCOUNT).reason());
        assertTrue(live.allows("other"));
        int reads = live.broker.reads;
        live.after(Duration.ofMinutes(1));
        assertEquals(6, live.broker.reads - reads);

        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(11));

        assertTrue(live.allows(ACCOUNT));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void anAccountWhoseReadingNeverEndsAfterwardsIsDeniedAndReadAgain() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        LiveFixture hanging = LiveFixture.calling(new LiveFixture.InlineCalls() {
            @Override
            public void start(Call call) {
                if (hangs.getCount() == 0) {
                    super.start(call);
                    return;
                }
                Thread thread = LimitedCalls.daemon(() -> super.start(call), "hanging");
                thread.start();
                while (thread.isAlive() && hangs.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
        });
        hanging.withLimits().armed();
        hanging.broker.open(ACCOUNT, MNQ, 1);
        hanging.idle();
        hanging.broker.beforeRead = account -> {
            if (hangs.getCount() > 0) {
                hangs.countDown();
                awaitWhateverInterrupts(end);
            }
        };
        hanging.broker.tell(new ConnectionUpdate(hanging.clock.instant(), null, State.LOST, null));
        hanging.broker.hold(ACCOUNT, MNQ, 5);
        hanging.broker.unreadable.add(ACCOUNT);
        hanging.broker.tell(new ConnectionUpdate(hanging.clock.instant(), null, State.RESTORED, null));
        hanging.after(Duration.ofSeconds(11));
        assertFalse(hanging.allows(ACCOUNT));

        hanging.broker.unreadable.clear();
        hanging.after(Duration.ofSeconds(11));
        assertTrue(hanging.allows(ACCOUNT));
        assertEquals(2, hanging.broker.held(ACCOUNT, MNQ));
        end.countDown();
    }

    private static void awaitWhateverInterrupts(CountDownLatch end) {
        boolean ended = false;
        while (!ended) {
            try {
                end.await();
                ended = true;
            } catch (InterruptedException e) {
                ended = false;
            }
        }
    }

    @Test
    void aListingOfTheAccountsThatFailsAfterwardsIsTriedUntilItSucceeds() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        assertTrue(live.allows("new"));
        link(State.LOST);
        live.broker.hold("new", MNQ, 5);
        live.broker.unlisted = true;
        live.broker.unreadable.add("new");
        link(State.RESTORED);
        live.after(Duration.ofMinutes(1));

        assertTrue(live.allows(ACCOUNT));
        assertFalse(live.allows("new"));
        assertEquals(
                "Not reconciled: the broker did not name its accounts since its link was lost",
                live.platform.gate().check("new").reason());
        assertEquals(
                7,
                live.log.stream()
                        .filter(line -> line.startsWith("NOT RECONCILED: the accounts of the broker could not be read"))
                        .count());
        live.broker.unlisted = false;
        live.after(Duration.ofSeconds(10));

        assertFalse(live.allows("new"), "named, and not read yet");
        assertTrue(live.allows("nobody"));
        live.broker.unreadable.clear();
        live.after(Duration.ofSeconds(11));

        assertTrue(live.allows("new"));
        assertEquals(2, live.broker.held("new", MNQ));
    }

    @Test
    void aListingThatFailedCountsNoMoreAfterAnotherBrokerWasRead() throws Exception {
        live.armed();
        live.broker.unlisted = true;
        link(State.RESTORED);
        assertFalse(live.allows("new"));
        live.broker.unlisted = false;
        live.platform.connect(live.broker);

        assertTrue(live.allows("new"));
    }

    @Test
    void openCommandsGoOnWhereTheyWereAndWhatIsFlatIsNotClosedAgain() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.idle();
        live.broker.mode = Mode.LOST;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.idle();
        link(State.LOST);
        link(State.RESTORED);
        live.after(Duration.ofMinutes(2));

        assertEquals(0, live.platform.status().openCommands());
        assertEquals(1, live.broker.calls.size());
        assertTrue(live.results().contains("CLOSE_ALL CONFIRMED 1"), live.results()::toString);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HANG", "WORKS", "OK"})
    void oneOfAThousandAccountsWhoseBrokerFailsChangesNothingForTheOthers(Mode mode) throws Exception {
        TreeMap<String, List<Decision>> undisturbed = others(Mode.OK);
        TreeMap<String, List<Decision>> disturbed = others(mode);

        assertEquals(ACCOUNTS - 1, undisturbed.size());
        assertEquals(undisturbed, disturbed);
    }

    /** What is decided of all accounts but the first, each of which is locked and closed, by account. */
    private static TreeMap<String, List<Decision>> others(Mode mode) throws Exception {
        LiveFixture many = LiveFixture.driven(4).withLimits();
        for (int i = 0; i < ACCOUNTS; i++) {
            many.broker.hold("a" + i, MNQ, 1);
        }
        many.armed();
        many.broker.mode = mode;
        many.broker.modeAccounts = Set.of("a0");
        for (int i = 0; i < ACCOUNTS; i++) {
            many.broker.tell(many.broker.trade("a" + i, "t" + i, "-170.50"));
        }
        many.idle();
        for (int i = 0; i < 5; i++) {
            many.clock.move(Duration.ofSeconds(4));
            many.idle();
        }
        for (int i = 1; i < ACCOUNTS; i++) {
            assertEquals(0, many.broker.held("a" + i, MNQ));
        }
        assertFalse(many.allows("a0"));
        TreeMap<String, List<Decision>> decided = new TreeMap<>();
        for (Decision decision : many.decisions) {
            if (decision.account() != null && !decision.account().equals("a0")) {
                decided.merge(decision.account(), List.of(decision), LiveReconnectTest::both);
            }
        }
        long calls = many.broker.calls.stream()
                .map(BrokerCommand::account)
                .filter(account -> !account.equals("a0"))
                .count();
        assertEquals(ACCOUNTS - 1, calls);
        return decided;
    }

    private static List<Decision> both(List<Decision> before, List<Decision> more) {
        List<Decision> all = new java.util.ArrayList<>(before);
        all.addAll(more);
        return all;
    }
}
