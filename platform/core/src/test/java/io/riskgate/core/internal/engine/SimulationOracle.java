package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.core.internal.store.SeededDisk;
import io.riskgate.core.internal.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.helpers.MessageFormatter;

/**
 * Says after every step of a simulation whether what the contract promises is so. It goes by the broker's books, by what
 * is synced on the disk and by what was published, not by what the engine believes.
 */
final class SimulationOracle {
    private static final Set<String> PROTECTING = Set.of(
            "daily_realized_loss",
            "daily_unrealized_loss",
            "max_unrealized_profit",
            "no_stop_loss_grace",
            "session_block_outside",
            "symbol_blocks");

    private final Simulation simulation;
    private final SimulationBroker broker;
    private final SeededDisk disk;
    private final SimulationLockouts lockouts;
    private final SimulationCeilings ceilings;
    private final SimulationCommands commands;
    private final SimulationDays days;
    private final SimulationEnd end;
    private final Map<String, AccountStatus> statuses = new TreeMap<>();
    private AssertionError failure;
    private Fold synced;
    private long syncedAt = -1;
    private Instant diskFailedAt = Instant.MIN;
    private Instant troubledAt = Simulation.START;
    private Instant unheardAt = Simulation.START;
    private AccountStatus before;
    private boolean changed;

    /**
     * An oracle.
     *
     * @param readsDisk whether it also reads what is synced whenever something is sent to the broker, which takes time
     */
    SimulationOracle(
            Simulation simulation,
            SimulationBroker broker,
            SimulationSettings settings,
            SeededDisk disk,
            boolean readsDisk) {
        this.simulation = simulation;
        this.broker = broker;
        this.disk = disk;
        this.lockouts = new SimulationLockouts(simulation, broker, this);
        this.ceilings = new SimulationCeilings(simulation, broker, settings, this);
        this.commands = new SimulationCommands(simulation, broker, lockouts, this, readsDisk);
        this.days = new SimulationDays(simulation, settings, this);
        this.end = new SimulationEnd(simulation, broker, settings, this);
    }

    /** Ends the run; also if the engine swallows what is thrown here. */
    void fail(String what, Object... values) {
        AssertionError failed = new AssertionError(simulation.now() + ": "
                + MessageFormatter.arrayFormat(what, values).getMessage());
        failure = failure == null ? failed : failure;
        throw failed;
    }

    /** What looks at the commands the broker gets. */
    SimulationCommands commands() {
        return commands;
    }

    /** When the locks end that are known now. */
    List<Instant> ends() {
        return lockouts.ends();
    }

    boolean diskWellFor(Duration time) {
        return !disk.failing() && !diskFailedAt.plus(time).isAfter(simulation.now());
    }

    /** Since when everything has been well. */
    Instant wellSince() {
        return troubledAt;
    }

    /** Since when the stream has reached the platform, and everything been written. */
    Instant heardSince() {
        return unheardAt;
    }

    /** What the platform said of an account after the last step, or null. */
    AccountStatus status(String account) {
        return statuses.get(account);
    }

    /** Whether a lockout of a rule ended since a time. */
    boolean endedSince(String account, String rule, Instant since) {
        return lockouts.endedSince(account, rule, since);
    }

    boolean isDurable(Lockout lockout) {
        AccountState account = synced().accounts().get(lockout.account());
        return account != null && account.lockouts.containsValue(lockout);
    }

    /** What a process would find if all were lost that is not synced. */
    Fold synced() {
        if (syncedAt != disk.syncs()) {
            Fold fold = new Fold();
            try {
                io.riskgate.core.internal.store.Store.open(
                                StoreOptions.of(disk.synced(), new SilentAlarm())
                                        .withSegments(1 << 20, 0),
                                entry -> fold.apply(FactCodec.decode(entry)))
                        .close();
            } catch (Exception e) {
                throw new IllegalStateException("what is synced cannot be read", e);
            }
            synced = fold;
            syncedAt = disk.syncs();
        }
        return synced;
    }

    /** Something happens that may change what the platform shows. */
    void happens() {
        changed = true;
    }

    /** An event was handed to the platform, which had all the time it needs. */
    void told(BrokerEvent event) {
        String account = event.account();
        if (account == null || !diskWellFor(Duration.ofSeconds(3)) && !account.equals(SimulationBroker.WITNESS)) {
            return;
        }
        if (event instanceof PositionUpdate position) {
            SimulationBook book = broker.book(account);
            boolean newest = book.changes.stream()
                    .noneMatch(change -> change.contract().equals(position.contract())
                            && change.time().isAfter(position.time()));
            int shown = SimulationEnd.shown(simulation.status(account), position.contract());
            if (newest && shown != position.signedQuantity()) {
                fail("{} was told, and {} is shown", event, shown);
            }
        }
    }

    /** The same event comes again. */
    void again(BrokerEvent event) {
        before = event.account() == null ? null : simulation.status(event.account());
    }

    /** The same event came again. */
    void saidAgain(BrokerEvent event) {
        if (before != null) {
            AccountStatus after = simulation.status(event.account());
            boolean absolute = event instanceof TradeUpdate || diskWellFor(Duration.ofSeconds(3));
            if (absolute && !after.state().equals(before.state())) {
                fail("{} came again and made {} of {}", event, after.state(), before.state());
            }
        }
    }

    /** Takes what one step decided, and looks at everything. */
    void after(List<Decision> decisions) {
        if (disk.failing()) {
            diskFailedAt = simulation.now();
        }
        boolean heard = !disk.failing() && broker.linked && simulation.armed();
        if (!heard) {
            unheardAt = simulation.now();
        }
        boolean well = heard && broker.troubles.values().stream().allMatch(SimulationBroker.Trouble.NONE::equals);
        if (!well) {
            troubledAt = simulation.now();
        }
        published(decisions);
        days.after();
        lockouts.check(simulation.platform());
        if (changed || !decisions.isEmpty()) {
            changed = false;
            for (String account : SimulationBroker.ACCOUNTS) {
                AccountStatus status = simulation.status(account);
                if (status != null) {
                    statuses.put(account, status);
                }
            }
        }
        ceilings.after(decisions);
        if (failure != null) {
            throw failure;
        }
    }

    private void published(List<Decision> decisions) {
        for (Decision decision : decisions) {
            look(decision);
            lockouts.published(decision);
            commands.published(decision);
        }
        lockouts.notDurable(decisions);
    }

    private void look(Decision decision) {
        if (decision instanceof Decision.Violation violation) {
            if (lockouts.locked(violation.account()) && !PROTECTING.contains(violation.rule())) {
                fail("a violation of a locked account: {}", violation);
            }
        } else if (decision instanceof Decision.DayReset reset) {
            days.reset(reset);
        } else if (decision instanceof Decision.RuleChanged change
                && (change.change() == Decision.Change.FAULTED || change.change() == Decision.Change.QUARANTINED)) {
            fail("a rule failed: {}", change);
        } else if (decision instanceof Decision.Alert alert) {
            if (alert.code().equals("ENGINE_FAILED")) {
                fail("{}", alert);
            } else if (alert.code().equals("STORE_RECOVERED")
                    && simulation.platform() != null
                    && simulation.platform().status().storeAlarm() == null) {
                lockouts.recovered();
            }
        }
    }

    /** The process died; {@code decisions} it still published. */
    void died(LivePlatform dead, List<Decision> decisions) {
        troubledAt = simulation.now();
        unheardAt = simulation.now();
        published(decisions);
        days.died();
        lockouts.died(dead);
        statuses.clear();
        commands.died();
    }

    /** A new process restored what it found. */
    void restored() {
        commands.started();
        lockouts.restored(simulation.platform());
    }

    /** Everything has been well for long enough: the platform and the broker must agree. */
    void inTheEnd() {
        end.check();
        days.inTheEnd();
        ceilings.inTheEnd();
    }
}
