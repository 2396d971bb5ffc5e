package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.Lockout;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import io.riskgate.core.internal.store.SeededDisk;
import io.riskgate.core.internal.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
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
    /** How long the stream and a call may be on their way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

    private static final Duration SECOND = Duration.ofSeconds(1);
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
    private final boolean readsDisk;
    private final SimulationLockouts lockouts;
    private final SimulationCeilings ceilings;
    private final SimulationEnd end;
    private final Map<String, AccountStatus> statuses = new TreeMap<>();
    private final Map<SimulationBroker.Request, Sent> onDisk = new HashMap<>();
    private final Map<String, Integer> targets = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> resets = new HashSet<>();
    private final Map<String, BookSnapshot> reads = new HashMap<>();
    private AssertionError failure;
    private Fold synced;
    private long syncedAt = -1;
    private Instant diskFailedAt = Instant.MIN;
    private Instant troubledAt = Simulation.START;
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
        this.readsDisk = readsDisk;
        this.lockouts = new SimulationLockouts(simulation, broker, this);
        this.ceilings = new SimulationCeilings(simulation, broker, settings, this);
        this.end = new SimulationEnd(simulation, broker, settings, this);
    }

    /** What was durable when a request was sent, and which lockouts were not. */
    private record Sent(Fold durable, List<Lockout> notDurable) {}

    /** Ends the run; also if the engine swallows what is thrown here. */
    void fail(String what, Object... values) {
        AssertionError failed = new AssertionError(simulation.now() + ": "
                + MessageFormatter.arrayFormat(what, values).getMessage());
        failure = failure == null ? failed : failure;
        throw failed;
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

    /** What the platform said of an account after the last step, or null. */
    AccountStatus status(String account) {
        return statuses.get(account);
    }

    /** Whether a published lockout of the account has not ended. */
    boolean locked(String account) {
        return lockouts.locked(account);
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
    private Fold synced() {
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

    /** The process sends something to the broker; what, shows when it arrives. */
    void sent(SimulationBroker.Request request) {
        if (readsDisk && simulation.platform() != null) {
            Fold fold = synced();
            List<Lockout> notDurable = simulation.platform().lockouts().active().stream()
                    .filter(lockout -> !isDurable(lockout))
                    .toList();
            onDisk.put(request, new Sent(fold, notDurable));
        }
    }

    /** A command arrives at the broker, for the first time. */
    void called(BrokerCommand command, SimulationBroker.Request request, boolean again) {
        if (!keys.add(request.process + command.key()) && !again) {
            fail("a command was sent twice: {}", command);
        }
        Sent sent = onDisk.get(request);
        if (sent != null) {
            durableBefore(command, request, sent);
        }
        SimulationBook book = broker.book(command.account());
        if (command instanceof BrokerCommand.ClosePosition close) {
            targets.put(close.key(), request.atOnce ? null : target(close));
            besideOwnOrders(close, request);
        } else if (command instanceof BrokerCommand.CancelOrder cancel && book.orders.containsKey(cancel.orderId())) {
            protects(book, book.orders.get(cancel.orderId()), request);
        }
    }

    private void durableBefore(BrokerCommand command, SimulationBroker.Request request, Sent sent) {
        for (Lockout lockout : sent.notDurable) {
            boolean waited = !request.sentAt.isBefore(lockouts.setAt(lockout).plus(SECOND));
            if (lockout.account().equals(command.account()) && !waited) {
                fail("{} was sent before {} was durable", command, lockout);
            }
        }
        AccountState durable = sent.durable.accounts().get(command.account());
        long intent = Long.parseLong(command.key()
                .substring(("riskgate-" + command.account() + "-").length())
                .split("-")[0]);
        if (durable == null || durable.intent(intent) == null) {
            AccountStatus status = statuses.get(command.account());
            boolean fresh = status != null
                    && status.commands().stream()
                            .anyMatch(open ->
                                    request.sentAt.isBefore(open.openedAt().plus(SECOND)));
            boolean old = status != null
                    && status.commands().stream()
                            .anyMatch(open ->
                                    !request.sentAt.isBefore(open.openedAt().plus(SECOND)));
            if (fresh && !old) {
                fail("{} was sent before its intent was durable", command);
            }
        }
    }

    /** What the smallest target of the open commands about a contract is; null if there is none. */
    private Integer target(BrokerCommand.ClosePosition close) {
        AccountStatus status = statuses.get(close.account());
        Integer smallest = null;
        if (status != null) {
            for (AccountStatus.OpenCommand open : status.commands()) {
                Integer target = null;
                if (open.target().equals("no position")) {
                    target = 0;
                } else if (open.target().startsWith(close.contract() + " at most ")) {
                    target = Integer.valueOf(
                            open.target().substring(close.contract().length() + 9));
                }
                smallest = target == null || smallest != null && smallest < target ? smallest : target;
            }
        }
        return smallest;
    }

    /** A close may not go out beside an order of the platform that the last read showed to be working. */
    private void besideOwnOrders(BrokerCommand.ClosePosition close, SimulationBroker.Request request) {
        BookSnapshot read = reads.get(close.account());
        if (read == null || !read.time().isBefore(request.sentAt) || request.atOnce) {
            return;
        }
        int left = 0;
        for (OrderUpdate order : read.orders()) {
            boolean works = broker.book(close.account()).orders.containsKey(order.orderId());
            if (order.own() && works && order.contract().equals(close.contract())) {
                left += order.quantity() - order.filledQuantity();
            }
        }
        int held = 0;
        for (PositionUpdate position : read.positions()) {
            held += position.contract().equals(close.contract()) ? position.quantity() : 0;
        }
        if (left > 0
                && left + close.quantity() > held
                && broker.troubles.get(close.account()) != SimulationBroker.Trouble.HANGS
                && !broker.book(close.account())
                        .tradedSince(close.contract(), read.time().minus(ON_ITS_WAY))) {
            fail("{} was sent beside an own order that closes {} of {}", close, left, held);
        }
    }

    /** What reduces or protects a position is left alone while the position is open. */
    private void protects(SimulationBook book, OrderUpdate order, SimulationBroker.Request request) {
        int held = book.held(order.contract());
        boolean reduces = held != 0
                && (order.side() == OrderSide.SELL) == held > 0
                && order.quantity() - order.filledQuantity() <= Math.abs(held);
        Instant since = request.sentAt.minus(ON_ITS_WAY);
        boolean changed = book.changes.stream()
                .anyMatch(change -> change.contract().equals(order.contract())
                        && !change.time().isBefore(since));
        boolean known = !troubledAt.plusSeconds(20).isAfter(request.sentAt);
        if (reduces && !order.own() && !changed && known) {
            fail("an order that only reduces {} is cancelled: {}", held, order);
        }
    }

    /** An order is cancelled for the platform. */
    void cancels(SimulationBook book, OrderUpdate order) {
        if (order.own()) {
            simulation.trace("{}: an own order is cancelled", book.account);
        }
    }

    /** The broker closed for the platform. */
    void closed(SimulationBook book, BrokerCommand.ClosePosition close, int from, int to) {
        if (Integer.signum(to) == -Integer.signum(from) && to != 0) {
            fail("a position was turned round from {} to {} by {}", from, to, close);
        }
        Integer wanted = targets.get(close.key());
        Integer now = target(close);
        if (wanted == null) {
            return;
        }
        int target = now == null ? wanted : Math.min(now, wanted);
        Instant since = simulation.now().minusSeconds(60);
        if (Math.abs(to) < target && !book.tradedSince(close.contract(), since)) {
            fail("{} closed from {} to {}, wanted was {}", close, from, to, target);
        }
    }

    /** The platform reads an account. */
    void read(BookSnapshot read) {
        reads.put(read.account(), read);
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
        boolean well = !disk.failing()
                && broker.linked
                && simulation.armed()
                && broker.troubles.values().stream().allMatch(SimulationBroker.Trouble.NONE::equals);
        if (!well) {
            troubledAt = simulation.now();
        }
        published(decisions);
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
        }
        lockouts.notDurable(decisions);
    }

    private void look(Decision decision) {
        if (decision instanceof Decision.Violation violation) {
            if (lockouts.locked(violation.account()) && !PROTECTING.contains(violation.rule())) {
                fail("a violation of a locked account: {}", violation);
            }
        } else if (decision instanceof Decision.DayReset reset) {
            if (!resets.add(reset.account() + " " + reset.time())) {
                fail("the day was reset twice: {}", reset);
            }
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
        published(decisions);
        lockouts.died(dead);
        statuses.clear();
        reads.clear();
    }

    /** A new process restored what it found. */
    void restored() {
        resets.clear();
        lockouts.restored(simulation.platform());
    }

    /** Everything has been well for long enough: the platform and the broker must agree. */
    void inTheEnd() {
        end.check();
        ceilings.inTheEnd();
    }
}
