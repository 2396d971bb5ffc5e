package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static io.riskgate.core.internal.engine.LiveFixture.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.engine.AccountHistory;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.core.internal.engine.ScriptedBroker.Mode;
import io.riskgate.core.internal.store.Entry;
import io.riskgate.core.internal.store.MemoryFiles;
import io.riskgate.core.internal.store.StoreFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A store of every earlier format is read.
 *
 * <p>{@code stores/format-N.zip} has the files of a store as the program of that format wrote them: journal, archive, an
 * image, history and mark, with lockouts of three kinds, an open command, positions, trades, wake-ups and ceilings, part
 * of them in the image and part in the journal after it. Each was made once, with {@code mvn -pl platform/core -am test
 * -Dtest=StoreFormatTest -Driskgate.writeStore=FILE}, and is never made again: whoever changes the format adds one of the
 * new format beside it, before the change is released, and a test here.
 */
class StoreFormatTest {
    private static final List<String> DIRECTORIES =
            List.of("live", "live/journal", "live/archive", "live/images", "live/history");

    @Test
    @EnabledIfSystemProperty(named = "riskgate.writeStore", matches = ".+")
    void writesAStoreOfTheFormatOfToday() throws Exception {
        LiveFixture live = configured(LiveFixture.driven(2)).armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open("other", ES, -1);
        live.broker.tell(live.broker.trade("other", "t1", "12.25"));
        live.idle();
        live.broker.mode = Mode.SILENCE;
        live.broker.tell(live.broker.trade(ACCOUNT, "t2", "-170.50"));
        live.after(Duration.ofSeconds(1));
        assertTrue(live.platform.makeImage());
        for (boolean canTrade : new boolean[] {true, false}) {
            live.broker.tell(new AccountUpdate(live.clock.instant(), "third", canTrade, Decimal.of(1000), "Grün – 取引"));
            live.idle();
        }
        for (int trade = 3; trade < 8; trade++) {
            live.broker.tell(live.broker.trade("other", "t" + trade, "1"));
        }
        live.after(Duration.ofSeconds(1));
        live.stop();
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(Path.of(System.getProperty("riskgate.writeStore"))))) {
            for (String directory : DIRECTORIES) {
                for (String child : live.disk.list(directory)) {
                    put(zip, live.disk, directory + "/" + child);
                }
            }
        }
    }

    private static void put(ZipOutputStream zip, MemoryFiles disk, String name) throws IOException {
        try {
            byte[] bytes = disk.load(name);
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
        } catch (FileNotFoundException directory) {
            assertTrue(DIRECTORIES.contains(name), name);
        }
    }

    private static LiveFixture configured(LiveFixture live) {
        return live.withLimits()
                .with("riskgate.rule.trade_frequency_limit-default", Map.of("perMinute", "3"))
                .with("riskgate.rule.no_stop_loss_grace-default", Map.of("gracePeriod", "60s"))
                .with("riskgate.rule.auth_loss_guard-default", Map.of("onTradingDisabled", "lock"));
    }

    private static MemoryFiles stored(String resource) throws IOException {
        MemoryFiles files = new MemoryFiles();
        try (InputStream stream = StoreFormatTest.class.getResourceAsStream("/stores/" + resource);
                ZipInputStream zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                try (StoreFile file = files.create(entry.getName())) {
                    file.write(ByteBuffer.wrap(zip.readAllBytes()), 0);
                    file.force();
                }
                files.syncDirectory(entry.getName().substring(0, entry.getName().lastIndexOf('/')));
            }
        }
        return files;
    }

    @Test
    void format1IsRead() throws Exception {
        LiveFixture live = configured(LiveFixture.on(stored("format-1.zip")));
        live.clock.move(Duration.ofSeconds(2));
        live.restored();

        assertEquals(List.of(), live.platform.store().verify().damages());
        assertEquals(
                List.of(
                        "13298777 daily_realized_loss HARD 2025-10-31T22:00:00Z"
                                + " Daily loss limit exceeded: $-170.50 (limit: $-5.00)",
                        "other trade_frequency_limit COOLDOWN 2025-10-31T18:01:01.100Z",
                        "third auth_loss_guard CONDITION null"),
                live.platform.lockouts().active().stream()
                        .map(StoreFormatTest::line)
                        .toList());
        AccountStatus locked = live.platform.account(ACCOUNT).orElseThrow();
        assertEquals("-170.5", locked.state().dayRealized().toString());
        assertEquals(1, locked.state().positions().size());
        assertEquals(List.of("no position"), targets(locked));
        AccountStatus other = live.platform.account("other").orElseThrow();
        assertEquals("17.25", other.state().dayRealized().toString());
        assertEquals("SHORT 1", position(other));
        assertFalse(live.platform.account("third").orElseThrow().canTrade());
        AccountHistory history = live.platform.store().history(ACCOUNT, START.minus(Duration.ofDays(2)));
        assertEquals(1, history.lockouts().size());
        assertEquals(3, history.days().size(), "two closed ones are kept");
    }

    private static String line(Lockout lockout) {
        String head = "%s %s %s %s".formatted(lockout.account(), lockout.rule(), lockout.kind(), lockout.end());
        return lockout.account().equals(ACCOUNT) ? head + " " + lockout.reason() : head;
    }

    private static List<String> targets(AccountStatus account) {
        return account.commands().stream()
                .map(AccountStatus.OpenCommand::target)
                .toList();
    }

    private static String position(AccountStatus account) {
        Decision.Position position = account.state().positions().get(0);
        return position.side() + " " + position.quantity();
    }

    @Test
    void aRecordThatOnlyANewerVersionKnowsIsRefusedWithInstructions() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> FactCodec.decode(new Entry(4711, new byte[0])));

        assertEquals(
                "a record of the journal is of type 4711, this program knows none of that: start the version that wrote"
                        + " it, or a newer one",
                refused.getMessage());
    }

    @Test
    void fieldsThatOnlyANewerVersionKnowsArePassedOver() {
        Fact fact = new Fact.WakeUp(ACCOUNT, "rule", START);
        Entry entry = FactCodec.encode(fact);
        byte[] newer = new FieldWriter().text(200, "new").toBytes();
        byte[] both = ByteBuffer.allocate(entry.payload().length + newer.length)
                .put(entry.payload())
                .put(newer)
                .array();

        assertEquals(fact, FactCodec.decode(new Entry(entry.type(), both)));
    }
}
