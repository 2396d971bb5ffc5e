package io.riskgate.core.internal.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the tests write: the fact of a number is the same every time, so that a parent knows what its child wrote. */
final class Facts {
    /** Whether to run the full counts. */
    static final boolean FULL = Boolean.getBoolean("riskgate.faults");

    private static final int KEYS = 17;

    private Facts() {}

    static Entry fact(int number) {
        Random random = new Random(number);
        byte[] payload = new byte[4 + random.nextInt(120)];
        random.nextBytes(payload);
        ByteBuffer.wrap(payload).putInt(number);
        return new Entry(number % KEYS, payload);
    }

    /** The facts from this number on up to another, both included. */
    static List<Entry> facts(int from, int to) {
        List<Entry> facts = new ArrayList<>();
        for (int number = from; number <= to; number++) {
            facts.add(fact(number));
        }
        return facts;
    }

    static int number(Entry fact) {
        return ByteBuffer.wrap(fact.payload()).getInt();
    }

    /** A generator whose seed is printed; {@code -Driskgate.seed} sets another. */
    static Random random(String what) {
        long seed = Long.getLong("riskgate.seed", 20251031L);
        System.out.println(what + ": -Driskgate.seed=" + seed);
        return new Random(seed);
    }

    /** As many as the normal run has time for, or the full count. */
    static int count(int normal, int full) {
        return FULL ? full : normal;
    }

    /** Whether a fact is history. */
    static boolean isHistory(Entry fact) {
        return fact.type() % 3 == 0;
    }

    /** The last fact of each type wins; one whose last byte is a multiple of eight removes what was there. */
    static final class Fold implements Compactor {
        private final TreeMap<Integer, Entry> state = new TreeMap<>();
        private List<Entry> history = new ArrayList<>();
        private int newest;

        static List<Entry> of(List<Entry> entries) {
            Fold fold = new Fold();
            entries.forEach(fold::apply);
            return fold.state();
        }

        @Override
        public void apply(Entry entry) {
            newest = Math.max(newest, number(entry));
            if (isHistory(entry)) {
                history.add(entry);
            }
            if (entry.payload()[entry.payload().length - 1] % 8 == 0) {
                state.remove(entry.type());
            } else {
                state.put(entry.type(), entry);
            }
        }

        @Override
        public void forEachRemaining(Consumer<Entry> entries) {
            state.values().forEach(entries);
        }

        @Override
        public List<Entry> history() {
            List<Entry> noted = history;
            history = new ArrayList<>();
            return noted;
        }

        /** Twenty facts a day. */
        @Override
        public long day() {
            return newest / 20;
        }

        List<Entry> state() {
            return List.copyOf(state.values());
        }
    }
}
