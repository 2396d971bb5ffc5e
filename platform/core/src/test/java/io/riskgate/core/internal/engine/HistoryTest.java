package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.AccountHistory.PastLockout;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.TradeUpdate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a trader looks back at: when and why the account was locked, how that ended, what the days came to. */
class HistoryTest {
    private LiveFixture live = LiveFixture.driven(2).withLimits();

    private AccountHistory history() throws Exception {
        return live.platform.store().history(ACCOUNT, LiveFixture.START.minus(Duration.ofDays(1)));
    }

    private void lose(String trade) {
        live.broker.tell(live.broker.trade(ACCOUNT, trade, "-170.50"));
        live.idle();
    }

    /** Time goes by in which nothing happens but what is due. */
    private void days(int count) {
        for (int hour = 0; hour < 24 * count; hour++) {
            live.clock.move(Duration.ofHours(1));
            live.platform.work();
        }
    }

    private void image() {
        assertTrue(live.platform.makeImage());
    }

    @Test
    void aLockoutIsThereWhileItHoldsAndWithItsEndAfterwards() throws Exception {
        live.armed();
        lose("t1");

        PastLockout now = history().lockouts().get(0);
        assertEquals("daily_realized_loss", now.lockout().rule());
        assertEquals(
                "Daily loss limit exceeded: $-170.50 (limit: $-5.00)",
                now.lockout().reason());
        assertNull(now.endedAt());
        days(1);

        AccountHistory after = history();
        assertEquals(1, after.lockouts().size());
        assertEquals(
                Instant.parse("2025-10-31T22:00:00Z"), after.lockouts().get(0).endedAt());
        assertEquals(Decision.Cause.RESET, after.lockouts().get(0).cause());
        assertEquals(
                List.of("2025-10-30 0 false", "2025-10-31 -170.5 false", "2025-11-01 0 true"),
                after.days().stream()
                        .map(day -> day.date() + " " + day.realized() + " " + day.running())
                        .toList());
    }

    @Test
    void isTheSameBeforeAndAfterImagesAndRestarts() throws Exception {
        live.armed();
        for (int day = 0; day < 8; day++) {
            lose("t" + day);
            days(1);
            AccountHistory before = history();
            image();
            assertEquals(before, history());
            if (day % 3 == 0) {
                live = live.restarted().withLimits().armed();
                assertEquals(before.lockouts(), history().lockouts());
                assertEquals(before.days(), history().days());
            }
        }
        assertTrue(history().lockouts().size() > 4);
        assertTrue(history().lockouts().stream()
                .allMatch(past ->
                        past.cause() == Decision.Cause.RESET && past.lockout().kind() == LockoutKind.HARD));
        assertTrue(
                live.disk.list("live/history").size() >= 8,
                live.disk.list("live/history").toString());
        assertEquals(List.of(), live.platform.store().verify().damages());
    }

    @Test
    void isBoundedByHistoryForSegmentFirst() throws Exception {
        live.with("riskgate.engine", Map.of("historyFor", "5d")).armed();
        for (int day = 0; day < 12; day++) {
            lose("t" + day);
            days(1);
            image();
        }

        List<String> archive = live.disk.list("live/archive");
        assertTrue(archive.contains("floor"), archive.toString());
        assertFalse(archive.contains("0000000001.seg"), archive.toString());
        assertTrue(live.disk.list("live/history").size() <= 7);
        assertEquals(List.of(), live.platform.store().verify().damages());
        assertTrue(
                history().lockouts().get(0).lockout().createdAt().isAfter(LiveFixture.START.plus(Duration.ofDays(4))));

        live.disk.delete("live/archive/" + archive.get(1));
        assertFalse(live.platform.store().verify().damages().isEmpty(), "what is deleted before its time shows");
    }

    @Test
    void anEventThatABrokerStampedFarInTheFutureEndsNoneOfIt() throws Exception {
        live.armed();
        lose("t1");
        days(1);
        image();
        TradeUpdate trade = live.broker.trade(ACCOUNT, "t2", "1");
        Instant future = trade.time().plus(Duration.ofDays(10_000));
        live.broker.tell(new TradeUpdate(
                future,
                ACCOUNT,
                "t2",
                trade.contract(),
                trade.side(),
                1,
                trade.price(),
                trade.profitAndLoss(),
                null,
                null,
                false,
                future,
                false));
        live.idle();
        for (int day = 0; day < 3; day++) {
            days(1);
            image();
        }

        assertEquals(1, history().lockouts().size());
        assertTrue(live.disk.list("live/archive").contains("0000000001.seg"));
    }

    @Test
    void ofWhichTheBeginningWasDeletedIsMadeAnewWithoutADayThatIsNotWhole() throws Exception {
        live.with("riskgate.engine", Map.of("historyFor", "5d")).armed();
        for (int day = 0; day < 12; day++) {
            lose("t" + day);
            days(1);
            image();
        }
        AccountHistory before = history();
        for (String name : live.disk.list("live/history")) {
            live.disk.delete("live/history/" + name);
        }

        assertTrue(live.platform.store().repair().healed().size() > 3);

        assertEquals(before.lockouts(), history().lockouts());
        assertTrue(before.days().containsAll(history().days()), history().toString());
        assertTrue(
                before.days().size() - history().days().size() <= 2, history().toString());
        assertEquals(List.of(), live.platform.store().verify().damages());
    }

    @Test
    void aDamagedFileOfItIsNamedAndTheRestIsShown() throws Exception {
        live.armed();
        lose("t1");
        days(1);
        image();
        lose("t2");
        days(1);
        image();
        int whole = history().lockouts().size();
        String name = "live/history/" + live.disk.list("live/history").get(0);
        try (var file = live.disk.open(name)) {
            file.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), 5_000);
        }

        assertEquals(List.of(name), history().unreadable());
        assertTrue(history().lockouts().size() < whole);
        assertEquals(name, live.platform.store().verify().damages().get(0).file());
    }

    @Test
    void isTheSameAfterARepairMadeItAnew() throws Exception {
        live.armed();
        for (int day = 0; day < 4; day++) {
            lose("t" + day);
            days(1);
            image();
        }
        AccountHistory before = history();
        List<String> names = live.disk.list("live/history");
        for (String name : names) {
            byte[] whole = live.disk.load("live/history/" + name);
            live.disk.delete("live/history/" + name);
            assertEquals(1, live.platform.store().verify().damages().size());

            assertEquals(1, live.platform.store().repair().healed().size());

            assertArrayEquals(whole, live.disk.load("live/history/" + name));
        }
        assertEquals(before, history());
        assertEquals(names, live.disk.list("live/history"));
    }

    @Test
    void aDayThatIsMovedAndWasNeverOpenedIsLeftOut() {
        Fold fold = new Fold();

        fold.apply(new Fact.DayMoved(ACCOUNT, LocalDate.parse("2025-10-31"), LiveFixture.START));

        assertNull(fold.accounts().get(ACCOUNT).day);
    }
}
