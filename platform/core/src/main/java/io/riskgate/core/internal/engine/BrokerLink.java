package io.riskgate.core.internal.engine;

import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerPulse;
import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.event.BookSnapshot;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The live broker that is connected, and what the platform as a whole asks of it, each within the time of a call. */
final class BrokerLink {
    private final CallQueue calls;
    private final StartLog log;
    private final boolean waits;
    private volatile Broker broker;

    /** A broker that never says where it stands; it is not asked again. */
    private volatile Broker mute;

    /** {@code waits} is whether a call may wait until it may be made; else it has failed then. */
    BrokerLink(CallQueue calls, StartLog log, boolean waits) {
        this.calls = calls;
        this.log = log;
        this.waits = waits;
    }

    /** Something to ask of a broker. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    /** Hears how far a reading of all accounts is. */
    @FunctionalInterface
    interface Progress {
        void read(int accounts, int of);
    }

    /** The broker, or null. */
    Broker broker() {
        return broker;
    }

    /** Connects a broker unless it is connected already. */
    void connect(Broker connecting, Broker.Events events) throws IOException, InterruptedException {
        if (broker == connecting) {
            return;
        }
        broker = connecting;
        boolean connected = false;
        try {
            answer("broker " + connecting.name() + " could not be connected", askedNow(() -> {
                connecting.connect(events);
                return true;
            }));
            connected = true;
        } finally {
            if (!connected) {
                broker = null;
            }
        }
    }

    /** The broker's own records of its contracts. */
    List<ContractRecord> contracts() throws IOException, InterruptedException {
        Broker reading = broker;
        return answer("the contracts of the broker could not be read", asked(reading::contracts));
    }

    /**
     * Reads these accounts and all that the broker knows, at the same time; empty for those that cannot be read.
     *
     * @param progress hears after each how many were read, and of how many
     */
    Map<String, Optional<BookSnapshot>> read(Collection<String> accounts, Progress progress)
            throws IOException, InterruptedException {
        Broker reading = broker;
        TreeSet<String> all = new TreeSet<>(accounts);
        all.addAll(answer("the accounts of the broker could not be read", asked(reading::accounts)));
        Map<String, CompletableFuture<BookSnapshot>> begun = new TreeMap<>();
        all.forEach(account -> begun.put(account, asked(() -> reading.read(account))));
        Map<String, Optional<BookSnapshot>> read = new TreeMap<>();
        for (Map.Entry<String, CompletableFuture<BookSnapshot>> account : begun.entrySet()) {
            read.put(account.getKey(), snapshot(account.getKey(), account.getValue()));
            progress.read(read.size(), all.size());
        }
        return read;
    }

    private Optional<BookSnapshot> snapshot(String account, CompletableFuture<BookSnapshot> asked)
            throws InterruptedException {
        try {
            return Optional.of(answer("account " + account + " could not be read", asked));
        } catch (IOException e) {
            log.notRead(e);
            return Optional.empty();
        }
    }

    /** Tells {@code listener} the accounts of the broker, later and on another thread; null if they cannot be known. */
    void tellAccounts(Consumer<List<String>> listener) {
        Broker asked = broker;
        if (asked == null) {
            listener.accept(null);
            return;
        }
        asked(asked::accounts).whenComplete((accounts, failure) -> {
            if (failure != null) {
                log.notRead(new IOException("the accounts of the broker could not be read, trying again: " + failure));
            }
            listener.accept(failure == null && broker == asked ? accounts : null);
        });
    }

    /** Tells {@code listener} where the broker stands, later and on another thread; null if it cannot be known. */
    void tellPulse(Consumer<BrokerPulse> listener) {
        Broker watched = broker;
        if (watched == null || watched == mute) {
            listener.accept(null);
        } else {
            asked(watched::pulse).whenComplete((pulse, failure) -> listener.accept(broker == watched ? pulse : null));
        }
    }

    /** Where the broker stands; nothing if it cannot be known. */
    BrokerPulse pulse() throws InterruptedException {
        Broker watched = broker;
        try {
            BrokerPulse pulse = answer("the broker does not say where it stands", asked(watched::pulse));
            mute = pulse.equals(BrokerPulse.NONE) ? watched : null;
            return pulse;
        } catch (IOException e) {
            log.notRead(e);
            return BrokerPulse.NONE;
        }
    }

    /** Forgets a broker that is gone; returns whether it was the one that is connected. */
    boolean forget(Broker gone) {
        boolean connected = broker == gone;
        broker = connected ? null : broker;
        return connected;
    }

    /** Ends the connection; a broker that hangs does not hold this up for longer than a call may take. */
    void disconnect() throws InterruptedException {
        Broker connected = broker;
        if (connected != null) {
            try {
                answer("it hangs", askedNow(() -> {
                    connected.disconnect();
                    return true;
                }));
            } catch (IOException e) {
                log.stillConnected(connected.name(), e);
            }
        }
    }

    /** Asks as soon as the broker may be called; the time of a call begins then. */
    private <T> CompletableFuture<T> asked(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CallQueue.Waiting place = calls.start(Urgency.OTHER, () -> {
            limited(answer);
            ask(question, answer);
        });
        if (!waits && place.waits()) {
            answer.completeExceptionally(new IOException("it may not be called now"));
        }
        return answer;
    }

    /** Asks at once, as is needed to connect and to let go. */
    private <T> CompletableFuture<T> askedNow(Question<T> question) {
        CompletableFuture<T> answer = limited(new CompletableFuture<>());
        calls.startNow(() -> ask(question, answer));
        return answer;
    }

    private static <T> CompletableFuture<T> limited(CompletableFuture<T> answer) {
        return answer.orTimeout(LivePort.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> void ask(Question<T> question, CompletableFuture<T> answer) throws InterruptedException {
        try {
            answer.complete(question.ask());
        } catch (IOException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> T answer(String otherwise, CompletableFuture<T> asked) throws IOException, InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IOException(otherwise + ": " + e.getCause(), e);
        }
    }
}
