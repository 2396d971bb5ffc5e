package io.riskgate.api.recording;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.BrokerEvent;
import java.time.Instant;
import java.util.Map;

/** One line of a recording that was accepted or rejected; blank lines have none. */
public sealed interface RecordedLine {
    /** Its number in the file, from 1. */
    int number();

    /**
     * A broker event.
     *
     * @param number the line number
     * @param type the type as written: {@code trade}, {@code position}, ...
     * @param event the event
     */
    record Event(int number, String type, BrokerEvent event) implements RecordedLine {}

    /**
     * A settings file, new or edited.
     *
     * @param number the line number
     * @param time when
     * @param pid its name without {@code .cfg}
     * @param properties what it says, or null if it is deleted
     */
    record Config(int number, Instant time, String pid, Map<String, String> properties) implements RecordedLine {}

    /**
     * Time passes.
     *
     * @param number the line number
     * @param time to this instant
     */
    record Clock(int number, Instant time) implements RecordedLine {}

    /**
     * The process stops and starts again.
     *
     * @param number the line number
     * @param time when it stops
     * @param clean whether it was stopped in order
     * @param downUntil when it starts, not before {@code time}
     */
    record Restart(int number, Instant time, boolean clean, Instant downUntil) implements RecordedLine {}

    /**
     * How the simulated broker answers from now on.
     *
     * @param number the line number
     * @param time when
     * @param mode the mode
     * @param account only for this account, or null
     * @param contract only for this contract, or null
     * @param calls only for the next so many commands, or 0 for all
     */
    record Mode(int number, Instant time, BrokerMode mode, String account, String contract, int calls)
            implements RecordedLine {}

    /**
     * Asks for the state of an account.
     *
     * @param number the line number
     * @param time when
     * @param account the account
     */
    record Probe(int number, Instant time, String account) implements RecordedLine {}

    /**
     * A line that was not accepted and changes nothing.
     *
     * @param number the line number
     * @param reason what was expected and what was there
     */
    record Rejected(int number, String reason) implements RecordedLine {}
}
