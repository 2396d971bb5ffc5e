package io.riskgate.api.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs recordings on the rules that are here, each with an engine, a store and a clock of its own, beside whatever runs
 * live. Deterministic: the same recording gives the same decisions, byte for byte. Safe in all threads.
 */
@ProviderType
public interface Replay {
    /**
     * Runs one recording on a thread of its own and waits for it; interrupting the caller ends the replay.
     *
     * @param recording the file
     * @param defaults settings to lay underneath, by pid; may be empty
     * @param decisions takes each decision as one line of JSON without line end, on the thread of the replay
     * @return how it went
     * @throws IOException if the file cannot be read, or a rule does not return within 30 s; the message says which
     */
    Result replay(Path recording, Map<String, Map<String, String>> defaults, Lines decisions) throws IOException;

    /**
     * Runs one recording as {@link #replay} does, and has a rule that is not in force judge every event beside the one
     * that is.
     *
     * @param url where the jar of the rule is
     * @return what it would have decided otherwise; all of it where that is no more than 100,000 events
     * @throws IOException if the recording cannot be read, or the rule not be used; the message says which
     */
    ShadowReport compare(Path recording, Map<String, Map<String, String>> defaults, String url) throws IOException;

    /**
     * How a replay went.
     *
     * @param lines lines of the recording
     * @param rejected line numbers that were rejected
     */
    record Result(int lines, List<Integer> rejected) {
        /** Copies the list. */
        public Result {
            rejected = List.copyOf(rejected);
        }
    }

    /** Takes lines. */
    @FunctionalInterface
    interface Lines {
        /** Takes one line. */
        void line(String json) throws IOException;
    }
}
