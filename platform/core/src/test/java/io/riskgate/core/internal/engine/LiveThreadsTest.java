package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.ConnectionUpdate;
import io.riskgate.api.rule.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live platform on its real threads: nobody who is slow holds up anybody else. */
@Timeout(60)
class LiveThreadsTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private LiveFixture live;

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        live.stop();
    }

    private CountDownLatch when(Predicate<Decision> wanted) {
        CountDownLatch seen = new CountDownLatch(1);
        live.platform.listen(decision -> {
            if (wanted.test(decision)) {
                seen.countDown();
            }
        });
        return seen;
    }

    private static Predicate<Decision> confirmed(String account) {
        return decision -> decision instanceof Decision.CommandResult result
                && result.account().equals(account)
                && result.command() == Decision.Command.CLOSE_ALL
                && result.outcome() == Decision.Outcome.CONFIRMED;
    }

    private void hangReading(String hanging) {
        live.broker.beforeRead = account -> {
            if (account.equals(hanging)) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void anAccountThatTheBrokerNamesAfterALostLinkIsDeniedUntilItIsRead() throws Exception {
        live = LiveFixture.threaded(2, 1024).withLimits();
        live.armed();
        assertTrue(live.allows("new"));
        live.broker.hold("new", MNQ, 1);
        hangReading("new");

        live.broker.tell(new ConnectionUpdate(live.clock.instant(), null, ConnectionUpdate.State.RESTORED, null));
        assertFalse(live.allows("new"), "not named yet, or not read");
        while (!live.allows("nobody")) {
            Thread.onSpinWait();
        }

        assertEquals(
                "Not reconciled: the broker could not be read",
                live.platform.gate().check("new").reason());
        end.countDown();
        while (!live.allows("new")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void howFarTheReadingOfTheAccountsIsIsSaidUntilAllAreRead() throws Exception {
        live = LiveFixture.threaded(2, 1024).withLimits();
        for (int i = 0; i < 200; i++) {
            live.broker.hold("a" + (100 + i), MNQ, 1);
        }
        hangReading("a140");
        live.restored();
        live.platform.enforceRules();
        Thread connecting = new Thread(() -> {
            try {
                live.platform.connect(live.broker);
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        connecting.start();
        while (!"read 40 of 200 accounts".equals(live.platform.status().notArmedBecause())) {
            Thread.onSpinWait();
        }

        assertEquals(
                "Not armed: read 40 of 200 accounts",
                live.platform.gate().check("a100").reason());
        end.countDown();
        connecting.join();
        assertTrue(live.platform.status().armed());
        assertEquals(
                List.of(20, 40, 60, 80, 100, 120, 140, 160, 180),
                live.log.stream()
                        .filter(line -> line.startsWith("Accounts of the broker: read "))
                        .map(line -> Integer.valueOf(line.split(" ")[5]))
                        .toList());
    }

    @Test
    void aBrokerThatHangsForOneAccountHoldsUpNoOther() throws Exception {
        live = LiveFixture.threaded(1, 1024).withLimits();
        CountDownLatch done = when(confirmed("other"));
        live.armed();
        live.broker.mode = ScriptedBroker.Mode.HANG;
        live.broker.modeAccounts = Set.of(ACCOUNT);
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", MNQ, 1);

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        assertTrue(live.broker.hung.await(30, TimeUnit.SECONDS));
        live.broker.tell(live.broker.trade("other", "t2", "-170.50"));

        assertTrue(done.await(30, TimeUnit.SECONDS));
        assertEquals(0, live.broker.held("other", MNQ));
        assertEquals(1, live.broker.held(ACCOUNT, MNQ));
        assertFalse(live.allows(ACCOUNT));
        assertFalse(live.allows("other"));
        assertTrue(live.allows("third"));
    }

    @Test
    void listenersThatBlockOrThrowHoldUpNothing() throws Exception {
        live = LiveFixture.threaded(2, 1024).withLimits();
        live.platform.listen(decision -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        live.platform.listen(decision -> {
            throw new IllegalStateException("scripted");
        });
        CountDownLatch done = when(confirmed(ACCOUNT));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);

        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));

        assertTrue(done.await(30, TimeUnit.SECONDS));
        live.stop();
        assertTrue(live.log.contains("ENFORCING: CLOSE_ALL, CANCEL_ALL (daily_realized_loss)"), live.log::toString);
    }

    @Test
    void aFullQueueHoldsUpTheSourceAndNothingIsLost() throws Exception {
        live = LiveFixture.threaded(1, 4);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        live.desk.offered(new RuleOffer("slow", null, null, "slow 1", "1", settings -> (event, account) -> {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Verdict.pass();
        }));
        live.with("riskgate.rule.slow-default", Map.of());
        live.armed();
        int count = 200;
        Thread source = new Thread(() -> {
            for (int i = 1; i <= count; i++) {
                live.broker.tell(live.broker.trade(ACCOUNT, "t" + i, "1"));
            }
        });
        source.start();
        assertTrue(busy.await(30, TimeUnit.SECONDS));
        while (source.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        free.countDown();
        source.join();

        assertEquals(
                "200",
                live.platform
                        .account(ACCOUNT)
                        .map(account -> settled(account.state().dayRealized().toString()))
                        .orElseThrow());
        assertEquals(count, live.platform.status().events());
    }

    /** A question overtakes events that still wait; the last of them shows in the end. */
    private String settled(String realized) {
        String now = realized;
        while (!now.equals("200")) {
            now = live.platform
                    .account(ACCOUNT)
                    .orElseThrow()
                    .state()
                    .dayRealized()
                    .toString();
        }
        return now;
    }

    @Test
    void stoppingEndsEveryThreadAndKeepsTheLockout() throws Exception {
        live = LiveFixture.threaded(2, 1024).withLimits();
        CountDownLatch done = when(decision -> decision instanceof Decision.Locked);
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        assertTrue(done.await(30, TimeUnit.SECONDS));

        live.stop();

        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("riskgate-stripe") || name.startsWith("riskgate-journal"))
                .toList();
        assertEquals(List.of(), left);
        live = live.restarted().withLimits().armed();
        assertFalse(live.allows(ACCOUNT));
    }
}
