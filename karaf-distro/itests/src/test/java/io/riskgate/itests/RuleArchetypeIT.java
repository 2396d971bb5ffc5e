package io.riskgate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.itests.Riskgate.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/write-a-rule.md} says, done: generate a rule, build it, try it, put it in force. */
class RuleArchetypeIT {

    private static final String ID = "com.acme.max_instruments";
    private static final String SETTINGS = "riskgate.rule." + ID + "-default.cfg";
    private static final String FIRST_RELEASE = "0.9.0";

    @TempDir
    private static Path author;

    private static NestedMaven maven;
    private static Path project;
    private static String built;
    private static Riskgate riskgate;

    @TempDir
    private Path directory;

    @BeforeAll
    static void givenTheRuleOfThePage() throws Exception {
        maven = new NestedMaven("rule-author");
        maven.run(author, commandOnThePage("maven-archetype-plugin"));
        project = author.resolve("max-instruments");
        built = maven.run(project, commandOnThePage("package"));
        riskgate = new Riskgate(author.resolve("data"));
        start(riskgate);
    }

    @AfterAll
    static void stopThePlatform() throws IOException {
        if (riskgate != null) {
            riskgate.close();
        }
    }

    @Test
    void generatesWhatThePageShows() throws IOException {
        assertEquals(
                List.of(
                        read("src/main/java/com/acme/maxinstruments/MaxInstrumentsRule.java"),
                        read("src/test/java/com/acme/maxinstruments/MaxInstrumentsRuleTest.java"),
                        read("src/test/java/com/acme/maxinstruments/MaxInstrumentsConformanceTest.java")),
                blocksOnThePage("java"));
        assertEquals(List.of(read("recordings/two-instruments.jsonl")), blocksOnThePage("json"));
        assertTrue(Files.exists(project.resolve("etc").resolve(SETTINGS)));
        assertTrue(read("README.md").startsWith("max-instruments\n===="));
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(project.resolve("target")))
                    .toList()) {
                assertFalse(Files.readString(file).contains("${artifactId}"), file::toString);
            }
        }
    }

    @Test
    void buildsWithItsTestsAndWithoutAWarning() {
        assertFalse(built.contains("[WARNING]"), built);
        assertTrue(
                Pattern.compile("Tests run: [1-9]\\d+, Failures: 0, Errors: 0, Skipped: 0")
                        .matcher(built)
                        .find(),
                built);
    }

    @Test
    void locksInAReplayWithoutAPlatform() throws Exception {
        Outcome replayed = replay(jar(), project.resolve("recordings/two-instruments.jsonl"));

        assertEquals(0, replayed.exitCode(), replayed::err);
        assertLocks(replayed.out());
    }

    @Test
    void aReplayFailsWhenWhatWasAddedOffersNoRule() throws Exception {
        Path recording = project.resolve("recordings/two-instruments.jsonl");
        Path text = Files.writeString(directory.resolve("rule.jar"), "no jar");
        Path noRule = NestedMaven.sources()
                .resolve("platform/testkit/target/testkit-" + System.getProperty("riskgate.version") + ".jar");

        Outcome noJar = replay(text, recording);
        Outcome none = replay(noRule, recording);

        assertEquals(1, noJar.exitCode());
        assertTrue(noJar.err().contains("--rule needs the jar of a rule, was " + text), noJar::err);
        assertEquals(1, none.exitCode());
        assertTrue(none.err().contains("offers no rule"), none::err);
        assertEquals("", none.out());
    }

    @Test
    void locksAnAccountOfARunningPlatform() throws Exception {
        install(riskgate, jar());

        Eventually.holds(() -> assertActive(riskgate));
        assertTrue(riskgate.shell("risk:rules").out().contains(ID));

        Outcome played =
                riskgate.shell("risk:paper-play --speed 1000 " + project.resolve("recordings/two-instruments.jsonl"));

        assertEquals(0, played.exitCode(), played::err);
        Eventually.holds(() -> assertLockedAndFlat(riskgate));
    }

    @Test
    void comesAsAFeatureAndFollowsItsSettings() throws Exception {
        try (Riskgate other = new Riskgate(directory.resolve("data"))) {
            Files.writeString(
                    other.etc().resolve("org.ops4j.pax.url.mvn.cfg"),
                    "\norg.ops4j.pax.url.mvn.localRepository = " + maven.repository() + "\n",
                    StandardOpenOption.APPEND);
            maven.install(
                    "com.acme",
                    "max-instruments",
                    "1.0.0",
                    Map.of(
                            ".pom", project.resolve("pom.xml"),
                            ".jar", jar(),
                            "-features.xml", project.resolve("target/feature/feature.xml")));
            start(other);
            Path file = other.etc().resolve(SETTINGS);

            Outcome added = other.shell("feature:repo-add mvn:com.acme/max-instruments/1.0.0/xml/features");
            Outcome installed = other.shell("feature:install max-instruments");

            assertEquals(0, added.exitCode(), () -> added.out() + added.err());
            assertEquals(0, installed.exitCode(), () -> installed.out() + installed.err());
            Eventually.holds(() -> assertActive(other));

            Outcome set = other.shell("config:property-set --pid riskgate.rule." + ID + "~default limit 2");

            assertEquals(0, set.exitCode(), set::err);
            Eventually.holds(() -> assertEquals("2", limit(other)));
            assertTrue(Files.readString(file).contains("limit = 2"));
            String written = Files.readString(file);

            Outcome withTheNameOfTheFile =
                    other.shell("config:property-set --pid riskgate.rule." + ID + "-default limit 9");

            assertEquals(1, withTheNameOfTheFile.exitCode());
            assertEquals(written, Files.readString(file));

            Files.writeString(file, "limit = none\n");

            Eventually.holds(() -> assertTrue(other.shell("risk:rule " + ID + " --json")
                    .out()
                    .contains("limit: expected an integer of at least 1, was 'none'")));
            assertEquals("2", limit(other));
        }
    }

    @Test
    void aRuleBuiltAgainstTheFirstReleaseOfTheApiWorks() throws Exception {
        Path old = firstRelease();

        Outcome replayed = replay(old, directory.resolve("first-release.jsonl"));

        assertEquals(0, replayed.exitCode(), replayed::err);
        assertTrue(replayed.out().contains("\"decision\":\"lockout\""), replayed::out);
        assertFalse(replayed.out().contains("FAULTED"), replayed::out);
        Files.writeString(riskgate.etc().resolve("riskgate.rule.com.acme.first_release-default.cfg"), "limit = 1\n");

        install(riskgate, old);

        Eventually.holds(() -> assertTrue(
                riskgate.shell("risk:rule com.acme.first_release --json").out().contains("\"state\":\"ACTIVE\"")));
    }

    /** A project like the one of the page, with a rule in it that knows the first release of the API alone. */
    private Path firstRelease() throws Exception {
        Path released = NestedMaven.sources().resolve("platform/api/baseline/io/riskgate/api/" + FIRST_RELEASE);
        maven.install(
                "io.riskgate",
                "api",
                FIRST_RELEASE,
                Map.of(
                        ".pom", released.resolve("api-" + FIRST_RELEASE + ".pom"),
                        ".jar", released.resolve("api-" + FIRST_RELEASE + ".jar")));
        List<String> generate = new ArrayList<>(commandOnThePage("maven-archetype-plugin"));
        generate.remove("-DartifactId=max-instruments");
        generate.add("-DartifactId=first-release");
        maven.run(directory, generate);
        Path generated = directory.resolve("first-release");
        Path rule = Path.of("com/acme/firstrelease/FirstReleaseRule.java");
        Files.copy(
                NestedMaven.sources()
                        .resolve("platform/testkit/src/test/resources/api-" + FIRST_RELEASE)
                        .resolve(rule),
                generated.resolve("src/main/java").resolve(rule),
                StandardCopyOption.REPLACE_EXISTING);
        Path pom = generated.resolve("pom.xml");
        String api = "<artifactId>api</artifactId>\n            <version>";
        String current = Files.readString(pom);
        assertTrue(current.contains(api + "${riskgate.version}"), current);
        Files.writeString(pom, current.replace(api + "${riskgate.version}", api + FIRST_RELEASE));
        maven.run(generated, List.of("-B", "-ntp", "-Dmaven.test.skip=true", "package"));
        Files.writeString(
                directory.resolve("first-release.jsonl"),
                Files.readString(project.resolve("recordings/two-instruments.jsonl"))
                        .replace(ID, "com.acme.first_release"));
        return generated.resolve("target/first-release-1.0.0.jar");
    }

    /** The one command with which a rule comes in. */
    private static void install(Riskgate platform, Path jar) throws IOException {
        Outcome installed = platform.shell("risk:rule-install " + jar.toUri());
        assertEquals(0, installed.exitCode(), () -> installed.out() + installed.err());
    }

    private static void start(Riskgate platform) throws IOException {
        Path settings = platform.etc().resolve(SETTINGS);
        Outcome started = platform.start();
        assertEquals(0, started.exitCode(), started::err);
        Files.copy(project.resolve("etc").resolve(SETTINGS), settings);
    }

    private static void assertActive(Riskgate platform) throws IOException {
        String rule = platform.shell("risk:rule " + ID + " --json").out();
        assertTrue(rule.contains("com.acme.max-instruments 1.0.0"), rule);
        assertTrue(rule.contains("\"state\":\"ACTIVE\""), rule);
    }

    private static void assertLocks(String decisions) {
        assertTrue(decisions.contains("\"message\":\"2 instruments open, limit is 1\""), decisions);
        assertTrue(decisions.contains("\"decision\":\"lockout\""), decisions);
        assertTrue(decisions.contains("\"until\":\"2025-10-29T22:00:00Z\""), decisions);
        String last = decisions.lines().reduce("", (before, line) -> line);
        assertTrue(last.contains("\"locked\":true"), last);
        assertTrue(last.contains("\"positions\":[]"), last);
    }

    private static void assertLockedAndFlat(Riskgate platform) throws IOException {
        String account = platform.shell("risk:account 13298777 --json").out();
        assertTrue(account.contains("2 instruments open, limit is 1"), account);
        assertTrue(account.contains("\"positions\":[]"), account);
    }

    private static String limit(Riskgate platform) throws IOException {
        String rule = platform.shell("risk:rule " + ID + " --json").out();
        var value = Pattern.compile("limit=(\\w+)|\"limit\":\"(\\w+)\"").matcher(rule);
        assertTrue(value.find(), rule);
        return value.group(1) == null ? value.group(2) : value.group(1);
    }

    private static Path jar() {
        return project.resolve("target/max-instruments-1.0.0.jar");
    }

    private Outcome replay(Path jar, Path recording) throws IOException {
        return Riskgate.call(
                Map.of("TMPDIR", directory.toString()),
                List.of("replay", "--rule", jar.toString(), recording.toString()));
    }

    private static String read(String file) throws IOException {
        return Files.readString(project.resolve(file));
    }

    private static String page() throws IOException {
        return Files.readString(NestedMaven.sources().resolve("docs/write-a-rule.md"));
    }

    private static List<String> blocksOnThePage(String language) throws IOException {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page())
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The arguments of the first command that has {@code word} in it, its lines joined. */
    private static List<String> commandOnThePage(String word) throws IOException {
        String command = page().replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith("    mvn ") && line.contains(word))
                .findFirst()
                .orElseThrow();
        return List.of(command.strip().substring("mvn ".length()).split(" +"));
    }
}
