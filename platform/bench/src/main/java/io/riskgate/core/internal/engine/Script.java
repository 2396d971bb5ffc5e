package io.riskgate.core.internal.engine;

/** Prepared events in columns of numbers: the form in which {@link Monolith} takes them. */
final class Script {
    /** What an event says. */
    enum Kind {
        /** A price of a contract. */
        QUOTE,
        /** Where the stop of a contract stands. */
        STOP,
        /** That stop, cancelled; the next one is another order. */
        STOP_GONE,
        /** A working limit order that could open a position. */
        ENTRY,
        /** That order, cancelled. */
        CANCEL,
        /** What an account holds of a contract. */
        POSITION,
        /** An execution. */
        TRADE
    }

    /** In {@link #cents}: the execution opened a position and realized nothing. */
    static final int NOTHING = Integer.MIN_VALUE;

    final Kind[] kind;

    /** The account times {@link Workload#SYMBOLS} plus the symbol. */
    final int[] pair;

    /** Prices in ticks. */
    final int[] price;

    /** Contracts with sign; of an order positive when it buys. */
    final int[] quantity;

    /** Realized profit in cents. */
    final int[] cents;

    /** Which event of the cycle named the order or the execution first. */
    final int[] id;

    /** Which event of the cycle named the order of an execution first. */
    final int[] order;

    Script(int events) {
        kind = new Kind[events];
        pair = new int[events];
        price = new int[events];
        quantity = new int[events];
        cents = new int[events];
        id = new int[events];
        order = new int[events];
    }

    int size() {
        return kind.length;
    }

    void put(int event, Kind what, int whose, int ticks, int contracts) {
        kind[event] = what;
        pair[event] = whose;
        price[event] = ticks;
        quantity[event] = contracts;
    }
}
