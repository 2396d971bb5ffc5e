package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.engine.IntentRecord.Kind;
import io.riskgate.core.internal.engine.IntentRecord.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that is to become true at the broker, and how far the calls for it are. */
final class Intent {
    final long id;
    final Kind kind;
    final String contract;
    final String orderId;
    final String rule;
    final boolean guard;
    final Instant openedAt;
    final List<Claim> claims = new ArrayList<>();

    /** The stop that the last call asked for. */
    Decimal stopPrice;

    /** A newer stop that was not sent yet, or null. */
    Decimal nextStop;

    int attempt;

    /** Commands sent by this process. */
    int sent;

    int failures;
    boolean marketClosed;
    Instant retryAt;

    /** When the next call may be made for something new, after a failure or a pause that the broker asked for. */
    Instant soonest;

    String lastOutcome;

    /** What the broker said to the last call that it refused, or null. */
    String lastReason;

    /** The call under way, or null. */
    Call call;

    /** Whether all who wanted it no longer do; read by the threads that call. */
    private volatile boolean unwanted;

    /** Whether the last call closes the position; else it reduces it. */
    boolean closing;

    /** Whether the contract was seen flat after the last call, though not in its time. */
    boolean seenFlat;

    /** Whether it was met since the last call, so that what is wanted now came after that. */
    boolean metSince;

    /** Whether a call went out, or found nothing to ask for. */
    boolean called;

    /** The contracts, or for cancel-all the orders, that calls so far were about. */
    final Set<String> covered = new HashSet<>();

    /** Whether another read is due while a call waits for one. */
    boolean readDue;

    /** Whether a wider intent took over: no further calls come of this one. */
    boolean superseded;

    Intent(
            long id,
            Kind kind,
            String contract,
            String orderId,
            Decimal stopPrice,
            String rule,
            boolean guard,
            Instant openedAt) {
        this.id = id;
        this.kind = kind;
        this.contract = contract;
        this.orderId = orderId;
        this.stopPrice = stopPrice;
        this.rule = rule;
        this.guard = guard;
        this.openedAt = openedAt;
    }

    static Intent of(IntentRecord kept) {
        Intent intent = new Intent(
                kept.id(),
                kept.kind(),
                kept.contract(),
                kept.orderId(),
                kept.stopPrice(),
                kept.rule(),
                kept.guard(),
                kept.openedAt());
        intent.claims.addAll(kept.claims());
        intent.attempt = kept.attempt();
        intent.failures = kept.failures();
        intent.marketClosed = kept.marketClosed();
        intent.retryAt = kept.retryAt();
        intent.closing = kept.closing();
        intent.superseded = kept.superseded();
        intent.lastOutcome = kept.lastOutcome();
        intent.lastReason = kept.lastReason();
        if (kept.deadline() != null) {
            intent.call = new Call(kept.attempt());
            intent.call.announced = true;
            intent.call.restore(kept.deadline(), kept.early());
            intent.call.closing.putAll(kept.underWay());
        }
        return intent;
    }

    IntentRecord kept() {
        return new IntentRecord(
                id,
                kind,
                contract,
                orderId,
                stopPrice,
                rule,
                guard,
                openedAt,
                attempt,
                failures,
                marketClosed,
                call == null ? null : call.deadline(),
                call == null || call.early(),
                retryAt,
                closing,
                superseded,
                call == null ? Map.of() : call.closing,
                claims,
                lastOutcome,
                lastReason);
    }

    /** Whether a call was announced and its result was not. */
    boolean isCalling() {
        return call != null && call.announced;
    }

    boolean isAbout(String subject) {
        return switch (kind) {
            case CLOSE_ALL, CANCEL_ALL -> subject == null;
            case POSITION -> contract.equals(subject);
            case CANCEL, MOVE -> orderId.equals(subject);
        };
    }

    /** Adds a claim, or renews the one of the same claimant; returns whether that changes anything. */
    boolean claim(Claim claim) {
        if (claims.contains(claim)) {
            return false;
        }
        claims.removeIf(old ->
                old.rule().equals(claim.rule()) && old.key().equals(claim.key()) && old.reason() == claim.reason());
        claims.add(claim);
        unwanted = !wanted();
        return true;
    }

    /** Marks the claims of an episode as no longer wanted. */
    void lapse(String rule, String key, Reason reason) {
        claims.replaceAll(claim -> claim.rule().equals(rule) && claim.key().equals(key) && claim.reason() == reason
                ? new Claim(rule, key, reason, claim.target(), true)
                : claim);
        unwanted = !wanted();
    }

    boolean wanted() {
        for (Claim claim : claims) {
            if (!claim.lapsed()) {
                return true;
            }
        }
        return false;
    }

    /** Begins a call in place of the one before. */
    void begin(Call next) {
        endCall();
        call = next;
    }

    /** Ends the call under way: what was not sent of it yet never is. */
    void endCall() {
        if (call != null) {
            call.over = true;
            call = null;
        }
    }

    /** Whether something of {@code sending} is still to be sent; asked on any thread. */
    boolean sends(Call sending) {
        return !unwanted && !sending.over;
    }

    /** The episode of a rule that this belongs to: that of its claim, or else of the contract. */
    String episodeOf(String rule) {
        for (Claim claim : claims) {
            if (claim.rule().equals(rule)) {
                return claim.key();
            }
        }
        return contract;
    }

    boolean claimedBy(String rule, String key) {
        for (Claim claim : claims) {
            if (claim.rule().equals(rule) && claim.key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    /** How many contracts, without sign, may stay of a position with {@code quantity} contracts with sign. */
    int allowed(int quantity) {
        int allowed = Integer.MAX_VALUE;
        boolean wanted = wanted();
        for (Claim claim : claims) {
            if (wanted && claim.lapsed()) {
                continue;
            }
            int target = claim.target();
            if (claim.reason() == Reason.GUARD) {
                target = Integer.signum(target) == Integer.signum(quantity) ? Math.abs(target) : 0;
            }
            allowed = Math.min(allowed, target);
        }
        return allowed;
    }

    /** One call: what was asked of the broker, contract by contract, and what it answered. */
    static final class Call {
        final int attempt;
        final List<Part> parts = new ArrayList<>();

        /** The orders that existed when the call was made. */
        final Set<String> orders = new HashSet<>();

        Instant deadline;
        boolean early = true;

        /** Whether it was said that it is made. */
        boolean announced;

        /** Whether it was not sent yet because the broker is read first, to size it. */
        boolean sizing;

        /** Whether the read that was to size it showed that there is nothing left to do. */
        boolean done;

        /** Whether its time is over and one last read says what came of it. */
        boolean concluding;

        /** Reads of the account with a higher number count for it. */
        long readAfter;

        /** Whether it asks for less because another call was to close the rest. */
        boolean counted;

        /** Whether orders of the platform that still worked were cancelled before it. */
        boolean cancelsOwn;

        /** Contracts the call will still close, as far as is known, by contract. */
        final Map<String, Integer> closing = new HashMap<>();

        /** The longest pause the broker asked for with a refusal that is no failure, or null. */
        Duration retryAfter;

        /** Whether it ended; read by the threads that call. */
        private volatile boolean over;

        /** Whether a part was refused in a way that counts as a failure. */
        boolean failed;

        /** The broker's words, or null. */
        String reason;

        Call(int attempt) {
            this.attempt = attempt;
        }

        /** A part was refused: with a pause to keep it is no failure, without one (null) it is. */
        void refused(Duration pause, String why) {
            reason = why;
            failed |= pause == null;
            if (pause != null && (retryAfter == null || pause.compareTo(retryAfter) > 0)) {
                retryAfter = pause;
            }
        }

        void restore(Instant at, boolean mayBeEarly) {
            deadline = at;
            early = mayBeEarly;
        }

        Instant deadline() {
            return deadline;
        }

        boolean early() {
            return early;
        }
    }

    /** What one call asks about one contract. */
    static final class Part {
        final String contract;
        PartState state = PartState.SENT;

        /** Its place in the queue of calls, or null. */
        CallQueue.Waiting place;

        /** Whether it is known that it was sent after it had to wait. */
        boolean knownSent;

        /** Whether it waits until the broker may be called, or was sent just now. */
        boolean isQueued() {
            return state == PartState.SENT && place != null && (place.waits() || place.waited() && !knownSent);
        }

        Part(String contract) {
            this.contract = contract;
        }
    }

    /** How far one part of a call is. */
    enum PartState {
        /** Waits: protective orders must stay while the position is open. */
        HELD,
        /** On its way; no answer yet. */
        SENT,
        /** Taken; a read must show it. */
        ACCEPTED,
        /** No answer will come; only the read at the deadline counts. */
        LOST,
        /** Refused. */
        REJECTED
    }
}
