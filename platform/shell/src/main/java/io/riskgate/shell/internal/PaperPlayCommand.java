package io.riskgate.shell.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.PaperPlay;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** Plays a recording into the live platform through the paper broker, until its end or until interrupted. */
@Service
@Command(
        scope = "risk",
        name = "paper-play",
        description = "Plays a recording into the live platform through the paper broker; Ctrl-C stops it")
public final class PaperPlayCommand extends ItemCommand {
    @Option(name = "--speed", description = "How much faster than it was recorded, above 0")
    String speed = "1";

    @Option(name = "--loop", description = "Begins again at the end")
    boolean loop;

    @Argument(name = "recording", description = "The recording", required = true)
    @Completion(RecordingCompleter.class)
    String name;

    @Reference(optional = true)
    PaperPlay play;

    @Reference
    Session session;

    @Override
    Report item() throws IOException, InterruptedException {
        Path recording = session.currentDir().resolve(name).normalize();
        PaperPlay.Result result =
                running(play, "the paper broker").play(recording, speed(), loop, System.out::checkError);
        return new Report()
                .field("Played lines", "played", result.played())
                .field("Skipped lines", "skipped", result.skipped())
                .field("Rejected lines", "rejected", result.rejected())
                .failure(
                        result.rejected() == 0
                                ? null
                                : "%s: %d lines rejected".formatted(recording, result.rejected()));
    }

    private Decimal speed() {
        Decimal value;
        try {
            value = Decimal.parse(speed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--speed: " + e.getMessage(), e);
        }
        if (!value.isPositive()) {
            throw new IllegalArgumentException("--speed: expected a number above 0, was " + speed);
        }
        return value;
    }
}
