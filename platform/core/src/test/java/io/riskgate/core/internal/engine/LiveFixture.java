package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.store.FaultFiles;
import io.riskgate.core.internal.store.FileLayer;
import io.riskgate.core.internal.store.MemoryFiles;
import io.riskgate.core.internal.store.StoreOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/**
 * A whole live platform without OSGi: all rules, a scripted broker, a store in memory, a clock that a test moves. Without
 * threads of its own a test drives it with {@link #idle}.
 */
final class LiveFixture {
    static final Instant START = Instant.parse("2025-10-31T18:00:00Z");
    static final String ACCOUNT = "13298777";
    static final String MNQ = "CON.F.US.MNQ.Z25";
    static final String ES = "CON.F.US.EP.Z25";

    final MovedClock clock = new MovedClock(START);
    final MemoryFiles disk;
    final RuleDesk desk = new RuleDesk();
    final List<Decision> decisions = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final LivePlatform platform;
    private boolean stopped;
    final ScriptedBroker broker;
    FaultFiles.Hook hook = (operation, name) -> {};

    private LiveFixture(int stripes, int capacity, BrokerCalls calls, MemoryFiles disk, ScriptedBroker broker) {
        this(stripes, capacity, calls, disk, broker, (bound, event, view) -> bound.evaluator.evaluate(event, view));
    }

    private LiveFixture(
            int stripes, int capacity, BrokerCalls calls, MemoryFiles disk, ScriptedBroker broker, Watch watch) {
        this.disk = disk;
        this.broker = broker == null ? new ScriptedBroker(clock) : broker;
        LiveSetup setup = new LiveSetup(
                clock,
                clock::nanos,
                stripes,
                capacity,
                watch,
                calls == null ? new LimitedCalls(LivePort.LIMIT) : calls,
                logger(),
                calls == null);
        platform = new LivePlatform(setup, desk);
        platform.listen(decisions::add);
        AllRules.offers().forEach(desk::offered);
    }

    /** Driven by the test; calls to the broker are made at once on its thread. */
    static LiveFixture driven(int stripes) {
        return new LiveFixture(stripes, 100_000, new InlineCalls(), new MemoryFiles(), null);
    }

    /** Driven by the test, but for the calls to the broker. */
    static LiveFixture calling(BrokerCalls calls) {
        return new LiveFixture(2, 100_000, calls, new MemoryFiles(), null);
    }

    /** Driven by the test, on files that are there already. */
    static LiveFixture on(MemoryFiles disk) {
        return new LiveFixture(2, 100_000, new InlineCalls(), disk, null);
    }

    /** On threads of its own. */
    static LiveFixture threaded(int stripes, int capacity) {
        return new LiveFixture(stripes, capacity, null, new MemoryFiles(), null);
    }

    /** On threads of its own, which {@code watch} watches. */
    static LiveFixture watched(int stripes, Watch watch) {
        return new LiveFixture(stripes, 1024, null, new MemoryFiles(), null, watch);
    }

    /** A new process on the same disk with the same broker, at the same time. */
    LiveFixture restarted() {
        return restarted(new InlineCalls());
    }

    /** The same, with other calls to the broker. */
    LiveFixture restarted(BrokerCalls calls) {
        disk.processDied();
        LiveFixture again = new LiveFixture(2, 100_000, calls, disk, broker);
        again.clock.move(Duration.between(START, clock.instant()));
        broker.use(again.clock);
        return again;
    }

    private Logger logger() {
        return (Logger) Proxy.newProxyInstance(
                LiveFixture.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    Object[] values = arguments.length == 1
                            ? new Object[0]
                            : arguments[1] instanceof Object[] many
                                    ? many
                                    : Stream.of(arguments).skip(1).toArray();
                    log.add(MessageFormatter.arrayFormat((String) arguments[0], values)
                            .getMessage());
                    return null;
                });
    }

    LiveFixture with(String pid, Map<String, String> values) {
        desk.settings(pid, values);
        return this;
    }

    /** Loses at most 5 dollars a day, holds at most 2 contracts. */
    LiveFixture withLimits() {
        return with("riskgate.rule.daily_realized_loss-default", Map.of("limit", "-5"))
                .with("riskgate.rule.max_contracts-default", Map.of("limit", "2"));
    }

    LiveFixture restored() throws Exception {
        FileLayer files = new FaultFiles(disk, (operation, name) -> hook.before(operation, name));
        platform.restore(StoreOptions.of(files, new SilentAlarm()).withSegments(1 << 20, 0), "memory");
        return this;
    }

    LiveFixture armed() throws Exception {
        restored();
        platform.enforceRules();
        platform.connect(broker);
        return this;
    }

    /** Lets everything happen that is due now. */
    LiveFixture idle() {
        platform.work();
        return this;
    }

    /** Moves the clock, in steps in which nothing is missed, and lets everything happen. */
    LiveFixture after(Duration time) {
        Duration step = Duration.ofMillis(100);
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
            clock.move(left.compareTo(step) < 0 ? left : step);
            platform.work();
        }
        return this;
    }

    boolean allows(String account) {
        return platform.gate().check(account).allowed();
    }

    /** The decisions of one kind, in order. */
    <T extends Decision> List<T> all(Class<T> kind) {
        return decisions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The results of commands: outcome and attempt. */
    List<String> results() {
        return all(Decision.CommandResult.class).stream()
                .map(result -> result.command() + " " + result.outcome() + " " + result.attempt())
                .toList();
    }

    List<String> alerts() {
        return all(Decision.Alert.class).stream().map(Decision.Alert::code).toList();
    }

    /** Calls made at once on the caller's thread. */
    static class InlineCalls implements BrokerCalls {
        @Override
        public void start(Call call) {
            try {
                call.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {}
    }

    /** Stops the platform, once. */
    void stop() throws IOException, InterruptedException {
        if (!stopped) {
            stopped = true;
            platform.stop();
        }
    }
}
