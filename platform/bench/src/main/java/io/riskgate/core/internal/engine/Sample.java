package io.riskgate.core.internal.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one run of a contender took, for each event.
 *
 * @param cpuNanos processor time of the thread, which others on the machine do not lengthen much
 * @param wallNanos time that went by, the collector's included
 * @param bytes allocated
 */
record Sample(double cpuNanos, double wallNanos, double bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Runs a contender once. */
    static Sample of(Contender contender, io.riskgate.api.event.BrokerEvent[] events) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long wall = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        double handled = contender.run(events);
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        wall = System.nanoTime() - wall;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return new Sample(cpu / handled, wall / handled, bytes / handled);
    }
}
