package io.riskgate.core.internal.engine;

import io.riskgate.api.event.BrokerEvent;
import java.util.Arrays;
import java.util.List;

/**
 * Contenders in turn, round after round, on the same events; each is compared with the first one of the same round, so
 * that what slows the machine down slows both.
 */
final class Race {
    private final Workload workload;
    private final List<Contender> contenders;
    private final int eventsPerRound;
    private int event;
    private int cycle;

    /** Keeps the compiler from dropping work whose outcome nobody reads. */
    @SuppressWarnings("unused")
    private volatile long outcome;

    Race(Workload workload, int eventsPerRound, Contender... contenders) {
        this.workload = workload;
        this.eventsPerRound = eventsPerRound;
        this.contenders = List.of(contenders);
    }

    /** Runs rounds of which the first {@code warmUps} do not count. */
    void run(String prefix, int warmUps, int rounds, Figures figures) {
        BrokerEvent[] events = workload.events(cycle);
        for (int round = 0; round < warmUps + rounds; round++) {
            if (event == events.length) {
                event = 0;
                events = workload.events(++cycle);
            }
            BrokerEvent[] slice = Arrays.copyOfRange(events, event, event + eventsPerRound);
            event += eventsPerRound;
            Sample[] samples = round(slice, round);
            if (round >= warmUps) {
                note(prefix, samples, figures);
            }
        }
    }

    private Sample[] round(BrokerEvent[] events, int first) {
        Sample[] samples = new Sample[contenders.size()];
        for (int i = 0; i < samples.length; i++) {
            int turn = (first + i) % samples.length;
            samples[turn] = Sample.of(contenders.get(turn), events);
            outcome += contenders.get(turn).outcome();
        }
        return samples;
    }

    private void note(String prefix, Sample[] samples, Figures figures) {
        for (int i = 0; i < samples.length; i++) {
            String name = prefix + "/" + contenders.get(i).name();
            figures.add(name + "/cpu", samples[i].cpuNanos() / samples[0].cpuNanos());
            figures.add(name + "/wall", samples[i].wallNanos() / samples[0].wallNanos());
            figures.add(name + "/nanos", samples[i].cpuNanos());
            figures.add(name + "/bytes", samples[i].bytes());
        }
    }
}
