package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.RuleBundles.ChangeRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no jar of a rule is refused with its address, what was expected and what was there. */
class RuleAddressTest {
    @TempDir
    Path directory;

    private static String refusal(String url) {
        return assertThrows(ChangeRefused.class, () -> RuleSwaps.jar(url)).getMessage();
    }

    private String url(String name) {
        return directory.resolve(name).toUri().toString();
    }

    @Test
    void whatIsNotThere() {
        assertEquals(url("none.jar") + ": expected a jar, there is no such file", refusal(url("none.jar")));
    }

    @Test
    void aDirectory() {
        assertEquals(url("") + ": expected a jar, was a directory", refusal(url("")));
    }

    @Test
    void anotherFile() throws Exception {
        Files.writeString(directory.resolve("other.jar"), "no jar");
        String refusal = refusal(url("other.jar"));

        assertTrue(refusal.startsWith(url("other.jar") + " is not a jar that can be read to its end: "), refusal);
    }

    @Test
    void anAddressThatIsNone() {
        assertEquals("expected the address of a jar (file:, mvn:, http:), was nowhere:x.jar", refusal("nowhere:x.jar"));
    }
}
