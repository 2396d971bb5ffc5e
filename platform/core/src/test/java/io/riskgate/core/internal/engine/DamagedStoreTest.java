package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record of the journal is damaged and nothing else has it: nobody knows who is locked, so everybody is. */
class DamagedStoreTest {
    private static final String SEGMENT = "live/journal/0000000001.seg";
    private static final int OFFSET = 400;

    private LiveFixture live = LiveFixture.driven(2).withLimits();

    @BeforeEach
    void twoAccountsWithPositionsOfWhichNoneIsLocked() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.broker.open("other", ES, -1);
        live.broker.tell(live.broker.trade("other", "t1", "5"));
        live.idle();
    }

    private void flip() throws IOException {
        try (StoreFile file = live.disk.open(SEGMENT)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, OFFSET);
            one.put(0, (byte) (one.get(0) ^ 4)).flip();
            file.write(one, OFFSET);
            file.force();
        }
    }

    private void restart() throws Exception {
        live = live.restarted().withLimits().armed();
        live.idle();
    }

    @Test
    void thePlatformArmsAndEveryAccountIsLockedWithFileAndOffset() throws Exception {
        flip();
        restart();

        assertTrue(live.log.contains("Riskgate ACTIVE"), live.log.toString());
        List<String> states = live.log.stream()
                .filter(line -> line.startsWith("STARTUP STATE: "))
                .toList();
        assertEquals(1, states.size());
        assertTrue(
                states.get(0)
                        .startsWith(
                                "STARTUP STATE: Every account is locked, known or not: Whether this account is locked"
                                        + " is unknown, the store is damaged: " + SEGMENT),
                states.get(0));
        for (String account : List.of(ACCOUNT, "other", "never seen")) {
            String reason = live.platform.gate().check(account).reason();
            assertFalse(live.allows(account), account);
            assertTrue(reason.contains(SEGMENT + " at offset "), reason);
            assertTrue(reason.contains("risk:store-repair, or brought back"), reason);
        }
        List<Lockout> lockouts = live.platform.lockouts().active();
        assertEquals(
                List.of(ACCOUNT, "other"),
                lockouts.stream().map(Lockout::account).toList());
        assertTrue(
                lockouts.stream().allMatch(lockout -> lockout.kind() == LockoutKind.UNKNOWN && lockout.end() == null));
        assertTrue(live.alerts().contains("STORE_DAMAGED"), live.alerts().toString());
        String alarm = live.platform.status().storeAlarm();
        assertTrue(alarm.startsWith("the store is damaged: " + SEGMENT), alarm);
        assertTrue(alarm.endsWith("; every account is locked, known or not"), alarm);
    }

    @Test
    void positionsAreHeldToWhatTheFirstReadShows() throws Exception {
        flip();
        live.broker.hold(ACCOUNT, MNQ, 3);
        restart();
        assertEquals(3, live.broker.held(ACCOUNT, MNQ), "what is there is left alone");
        assertEquals(-1, live.broker.held("other", ES));

        live.broker.open(ACCOUNT, MNQ, 5);
        live.broker.open("other", MNQ, 1);
        live.broker.open("never seen", MNQ, 2);
        live.after(Duration.ofSeconds(2));

        assertEquals(3, live.broker.held(ACCOUNT, MNQ));
        assertEquals(0, live.broker.held("other", MNQ));
        assertEquals(-1, live.broker.held("other", ES));
        assertFalse(live.allows("never seen"));
        live.broker.open("never seen", MNQ, 4);
        live.after(Duration.ofSeconds(2));
        assertEquals(2, live.broker.held("never seen", MNQ));
    }

    @Test
    void theBrokerEndsNothingOfItAndTheCeilingsStayOverRestarts() throws Exception {
        flip();
        restart();
        assertEquals(2, live.broker.held(ACCOUNT, MNQ));
        live.broker.hold(ACCOUNT, MNQ, 6);
        for (int start = 0; start < 3; start++) {
            restart();
            live.after(Duration.ofDays(1));
            assertEquals(2, live.broker.held(ACCOUNT, MNQ));
            assertFalse(live.allows(ACCOUNT));
            assertEquals(1, live.platform.lockouts().of(ACCOUNT).size());
        }
    }

    @Test
    void withTheFileBackEverybodyIsAsBefore() throws Exception {
        flip();
        restart();
        assertFalse(live.allows(ACCOUNT));
        flip();
        restart();

        assertTrue(live.allows(ACCOUNT));
        assertTrue(live.allows("other"));
        assertTrue(live.allows("never seen"));
        assertEquals(List.of(), live.platform.lockouts().active());
        assertEquals(2, live.all(Decision.LockoutEnded.class).size());
        assertNull(live.platform.status().storeAlarm());
        live.broker.open("other", MNQ, 1);
        live.after(Duration.ofSeconds(2));
        assertEquals(1, live.broker.held("other", MNQ), "nothing guards any more");
        restart();
        assertTrue(live.allows(ACCOUNT));
    }

    @Test
    void aLockoutThatIsKnownStaysBesideIt() throws Exception {
        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "-170.50"));
        live.after(Duration.ofSeconds(1));
        flip();
        restart();
        assertEquals(2, live.platform.lockouts().of(ACCOUNT).size());
        flip();
        restart();

        assertEquals(1, live.platform.lockouts().of(ACCOUNT).size());
        assertFalse(live.allows(ACCOUNT));
        assertTrue(live.allows("other"));
    }
}
