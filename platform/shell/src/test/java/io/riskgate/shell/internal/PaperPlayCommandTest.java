package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskgate.api.Decimal;
import io.riskgate.api.broker.PaperPlay;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperPlayCommandTest {
    private static final Path HOME = Path.of("/recordings");

    /** Remembers what it was asked to play. */
    private record Player(Result result, List<String> plays) implements PaperPlay {
        Player(long rejected) {
            this(new Result(5, 2, rejected), new ArrayList<>());
        }

        @Override
        public Result play(Path file, Decimal speed, boolean loop, BooleanSupplier stop) {
            plays.add("%s at %s%s".formatted(file, speed, loop ? " again and again" : ""));
            assertFalse(stop.getAsBoolean());
            return result;
        }
    }

    @Test
    void playsARecordingAndSaysHowItWent() throws Exception {
        Player player = new Player(0);
        try (RiskShell shell = new RiskShell(player).in(HOME)) {
            assertEquals(
                    """
                    Played lines   | 5
                    Skipped lines  | 2
                    Rejected lines | 0
                    """,
                    shell.run("risk:paper-play day.jsonl"));
            assertEquals(
                    "{\"played\":5,\"skipped\":2,\"rejected\":0}\n",
                    shell.run("risk:paper-play /tmp/x.jsonl --json --speed 2.5 --loop"));
            shell.run("risk:paper-play --speed=100 day.jsonl");
        }
        assertEquals(
                List.of(
                        "/recordings/day.jsonl at 1",
                        "/tmp/x.jsonl at 2.5 again and again",
                        "/recordings/day.jsonl at 100"),
                player.plays());
    }

    @Test
    void failsIfLinesWereRejected() {
        try (RiskShell shell = new RiskShell(new Player(3)).in(HOME)) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:paper-play day.jsonl"));

            assertEquals("/recordings/day.jsonl: 3 lines rejected", failure.getMessage());
        }
    }

    @Test
    void refusesASpeedThatIsNone() {
        try (RiskShell shell = new RiskShell(new Player(0)).in(HOME)) {
            Exception text = assertThrows(CommandException.class, () -> shell.run("risk:paper-play x --speed fast"));
            Exception zero = assertThrows(CommandException.class, () -> shell.run("risk:paper-play x --speed 0"));
            Exception none = assertThrows(CommandException.class, () -> shell.run("risk:paper-play x --speed"));

            assertEquals("--speed: expected a decimal number, was 'fast'", text.getMessage());
            assertEquals("--speed: expected a number above 0, was 0", zero.getMessage());
            assertEquals("--speed: expected a value, was the end of the line", none.getMessage());
        }
    }

    @Test
    void refusesADirectory(@TempDir Path directory) {
        try (RiskShell shell = new RiskShell(new Player(0)).in(directory)) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:paper-play ."));

            assertEquals(directory + ": expected a recording, was a directory", failure.getMessage());
        }
    }

    @Test
    void saysWhyItCouldNotPlay() {
        assertEquals("/x: no such file", failure(new NoSuchFileException("/x")));
        assertEquals("/x: AccessDeniedException", failure(new AccessDeniedException("/x")));
        assertEquals(
                "another recording is being played", failure(new IOException("another recording is being played")));
    }

    @Test
    void saysThatItWasStopped() {
        PaperPlay interrupted = (file, speed, loop, stop) -> {
            throw new InterruptedException();
        };
        try (RiskShell shell = new RiskShell(interrupted)) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:paper-play x"));

            assertEquals("stopped", failure.getMessage());
        }
    }

    @Test
    void failsWithoutPaperBroker() {
        try (RiskShell shell = new RiskShell()) {
            Exception failure = assertThrows(CommandException.class, () -> shell.run("risk:paper-play x"));

            assertEquals("the paper broker is not running; log:display says why", failure.getMessage());
        }
    }

    private static String failure(IOException why) {
        PaperPlay failing = (file, speed, loop, stop) -> {
            throw why;
        };
        try (RiskShell shell = new RiskShell(failing)) {
            return assertThrows(CommandException.class, () -> shell.run("risk:paper-play x"))
                    .getMessage();
        }
    }
}
