package io.riskgate.shell.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.PaperPlay;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

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
    Report item() throws Exception {
        Path recording = session.currentDir().resolve(name).normalize();
        if (Files.isDirectory(recording)) {
            throw failure("%s: expected a recording, was a directory".formatted(recording));
        }
        PaperPlay.Result result =
                running(play, "the paper broker").play(recording, speed(), loop, session.getConsole()::checkError);
        return new Report()
                .field("Played lines", "played", result.played())
                .field("Skipped lines", "skipped", result.skipped())
                .field("Rejected lines", "rejected", result.rejected())
                .failure(
                        result.rejected() == 0
                                ? null
                                : "%s: %d lines rejected".formatted(recording, result.rejected()));
    }

    private Decimal speed() throws CommandException {
        try {
            Decimal value = Decimal.parse(speed);
            if (value.isPositive()) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw failure("--speed: " + e.getMessage());
        }
        throw failure("--speed: expected a number above 0, was " + speed);
    }
}
