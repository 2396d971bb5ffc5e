package io.riskgate.core.internal.engine;

import io.riskgate.broker.paper.internal.PaperSimulations;
import io.riskgate.core.internal.recording.DecisionWriter;
import io.riskgate.core.internal.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the whole engine decides on a recording: all 13 rules, no OSGi, one thread, the recording's clock. */
final class Recorded {
    private Recorded() {}

    /** The lines of the decision file of {@code recording}. */
    static List<String> decisions(Path recording) throws IOException, InterruptedException {
        return decisions(recording, AllRules.offers());
    }

    /** The lines of the decision file of {@code recording} with these rules. */
    static List<String> decisions(Path recording, List<RuleOffer> rules) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        DecisionWriter writer = new DecisionWriter();
        ReplayRun run = new ReplayRun(
                rules,
                new PaperSimulations(),
                Map.of(),
                (rule, event, account) -> rule.evaluator.evaluate(event, account),
                decision -> lines.add(writer.line(decision)));
        new RecordingReader().read(recording, run::line);
        return lines;
    }

    /** The lines of the decision file of a recording of these lines. */
    static List<String> decisions(List<String> recording) throws IOException, InterruptedException {
        Path file = Files.createTempFile("recorded", ".jsonl");
        try {
            Files.write(file, recording);
            return decisions(file);
        } finally {
            Files.delete(file);
        }
    }
}
