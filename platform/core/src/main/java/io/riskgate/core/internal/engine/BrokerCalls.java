package io.riskgate.core.internal.engine;

/** Runs calls to a broker, which may block, apart from the stripes. Safe in all threads. */
interface BrokerCalls {
    /** Starts {@code call} and returns at once; it is interrupted when the time of a call is over. */
    void start(Call call);

    /** Takes no further calls and interrupts those under way. */
    void stop();

    /** Something that may block. */
    @FunctionalInterface
    interface Call {
        /** Calls. */
        void run() throws InterruptedException;
    }
}
