package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.AccountHistory.PastLockout;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import io.riskgate.core.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Records are damaged, the platform runs without them and writes what it knows, and then they are brought back: what
 * was written meanwhile undoes nothing of what they say.
 */
class HealedStoreTest {
    private static final String SEGMENT = "live/journal/0000000001.seg";

    private LiveFixture live = LiveFixture.driven(2).withLimits();
    private int from;
    private int to;

    private int written() throws IOException {
        byte[] bytes = live.disk.load(SEGMENT);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** What was written between two moments is damaged, or as it was again. */
    private void flip() throws IOException {
        try (StoreFile file = live.disk.open(SEGMENT)) {
            ByteBuffer bytes = ByteBuffer.allocate(to - from);
            file.read(bytes, from);
            for (int index = 0; index < bytes.capacity(); index++) {
                bytes.put(index, (byte) (bytes.get(index) ^ 0x5a));
            }
            file.write(bytes.flip(), from);
            file.force();
        }
    }

    private void restart() throws Exception {
        live = live.restarted().withLimits().armed();
        live.idle();
    }

    private List<LockoutKind> lockouts() {
        return live.platform.lockouts().of(ACCOUNT).stream().map(Lockout::kind).toList();
    }

    private String realized() {
        return live.platform
                .account(ACCOUNT)
                .orElseThrow()
                .state()
                .dayRealized()
                .toString();
    }

    @Test
    void aLockoutAndTheDayItCameInAreThereThoughTheOneOfTheDayBeforeEndedMeanwhile() throws Exception {
        live.armed();
        live.broker.hold(ACCOUNT, MNQ, 0);
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));
        from = written();
        live.after(Duration.ofHours(5));
        assertTrue(live.allows(ACCOUNT));
        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "-30.25"));
        live.after(Duration.ofSeconds(1));
        List<LockoutKind> before = lockouts();
        assertEquals(1, before.size());
        to = written();

        flip();
        restart();
        assertEquals(List.of(LockoutKind.UNKNOWN), lockouts());
        live.after(Duration.ofSeconds(1));
        flip();
        restart();

        assertEquals(before, lockouts());
        assertFalse(live.allows(ACCOUNT));
        assertEquals("-30.25", realized());
        List<PastLockout> past =
                live.platform.store().history(ACCOUNT, LiveFixture.START).lockouts();
        assertEquals(
                List.of("HARD true", "HARD false", "UNKNOWN true"),
                past.stream()
                        .map(lockout -> lockout.lockout().kind() + " " + (lockout.endedAt() != null))
                        .toList());
    }

    @Test
    void whatWasToBeClosedIsClosedThoughTheGuardClosedSomethingElseMeanwhile() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        from = written();
        live.broker.mode = Mode.REJECT;
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(1));
        to = written();

        flip();
        live.broker.mode = Mode.OK;
        restart();
        live.broker.open(ACCOUNT, MNQ, 5);
        live.after(Duration.ofSeconds(5));
        assertEquals(2, live.broker.held(ACCOUNT, MNQ), "held to what was there");
        flip();
        restart();
        live.after(Duration.ofMinutes(1));

        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        assertFalse(live.allows(ACCOUNT));
    }

    @Test
    void aCeilingIsNoHigherThoughTheFirstReadShowedMoreMeanwhile() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 2);
        live.idle();
        from = written();
        live.broker.tell(live.broker.trade(ACCOUNT, "t1", "-170.50"));
        live.after(Duration.ofSeconds(10));
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
        to = written();

        flip();
        live.broker.hold(ACCOUNT, MNQ, 1);
        restart();
        live.after(Duration.ofSeconds(5));
        assertEquals(1, live.broker.held(ACCOUNT, MNQ), "held to what was there");
        flip();
        restart();
        live.after(Duration.ofMinutes(1));

        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }
}
