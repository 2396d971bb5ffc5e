package io.riskgate.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Looks through the main sources of the platform and of all rules: time comes in by constructor, from one place for each
 * component that has a clock, and money is never binary floating point.
 */
class ClockRulesTest {
    private static final Pattern TIME = Pattern.compile("\\b(?:"
            + "(?:Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime|OffsetTime|Year|YearMonth|MonthDay)"
            + "\\s*(?:\\.|::)\\s*now"
            + "|System\\s*(?:\\.|::)\\s*(?:currentTimeMillis|nanoTime)"
            + "|Thread\\s*\\.\\s*(?:sleep|onSpinWait)"
            + "|(?:NANOSECONDS|MICROSECONDS|MILLISECONDS|SECONDS|MINUTES|HOURS|DAYS)\\s*\\.\\s*sleep"
            + "|Clock\\s*\\.\\s*(?:system\\w*|tick\\w*)"
            + "|InstantSource\\s*(?:\\.|::)\\s*system"
            + "|ZoneId\\s*\\.\\s*systemDefault"
            + "|TimeZone\\s*\\.\\s*getDefault"
            + "|Calendar\\s*\\.\\s*getInstance"
            + "|new\\s+Date\\s*\\(\\s*\\))");

    private static final Pattern FLOATING =
            Pattern.compile("\\b(?:double|float|Double|Float|doubleValue|floatValue|parseDouble)\\b");

    /** Comments, texts and characters, which may say what they like. */
    private static final Pattern WORDS = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'", Pattern.DOTALL);

    /** Measures real time, and goes into no distribution. */
    private static final String BENCH = "platform/bench";

    /** The components that have a clock; they hand it on to what they make. */
    private static final Set<String> HANDED_ON = Set.of("InstantSource.system", "System::nanoTime");

    private static final Set<String> CLOCKS = Set.of("PlatformComponent.java", "PaperBroker.java");

    @Test
    void nothingReadsAClockButTheComponentsThatHandOneOn() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources(path -> !path.startsWith(BENCH))) {
            for (String use : uses(source, TIME)) {
                boolean handsOn = HANDED_ON.contains(use)
                        && CLOCKS.contains(source.getFileName().toString());
                if (!handsOn) {
                    found.add(root().relativize(source) + ": " + use);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void moneyIsNeverFloatingPoint() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources(path -> path.startsWith("platform/api")
                || path.startsWith("platform/core")
                || path.startsWith("platform/testkit")
                || path.startsWith("rule-bundles"))) {
            for (String use : uses(source, FLOATING)) {
                found.add(root().relativize(source) + ": " + use);
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void findsWhatIsForbiddenAndNothingInWords() {
        assertEquals(List.of("Instant.now"), uses("x = Instant.now();", TIME));
        assertEquals(List.of("System::nanoTime"), uses("/* a */ LongSupplier ticker = System::nanoTime;", TIME));
        assertEquals(List.of("Thread.sleep"), uses("char c = '\"'; Thread.sleep(1); // Thread.sleep", TIME));
        assertEquals(List.of(), uses("// Instant.now()\n/** System.nanoTime */ \"Thread.sleep\"", TIME));
        assertEquals(List.of("double"), uses("double money;", FLOATING));
        assertEquals(List.of(), uses("int doubled; // float", FLOATING));
    }

    private static List<String> uses(Path source, Pattern forbidden) throws IOException {
        return uses(Files.readString(source), forbidden);
    }

    private static List<String> uses(String source, Pattern forbidden) {
        Matcher matcher = forbidden.matcher(WORDS.matcher(source).replaceAll(" "));
        List<String> uses = new ArrayList<>();
        while (matcher.find()) {
            uses.add(matcher.group().replaceAll("\\s", ""));
        }
        return uses;
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("rule-bundles"))) {
            root = root.getParent();
        }
        return root;
    }

    private static List<Path> sources(Predicate<Path> wanted) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String part : List.of("platform", "rule-bundles")) {
            try (Stream<Path> files = Files.walk(root().resolve(part))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> root().relativize(file).toString().matches("[\\w-]+/[\\w-]+/src/main/java/.*"))
                        .filter(file -> wanted.test(root().relativize(file)))
                        .forEach(sources::add);
            }
        }
        assertTrue(sources.size() > 100, "only " + sources.size() + " sources found");
        return sources;
    }
}
