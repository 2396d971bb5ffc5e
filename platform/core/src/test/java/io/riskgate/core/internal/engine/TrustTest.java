package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.engine.Decision.Change;
import io.riskgate.api.engine.RuleStatus;
import io.riskgate.api.rule.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rules may be put in force. */
class TrustTest {
    private static final String RULE = "com.acme.probe";
    private static final String HASH = "ab".repeat(32);
    private static final String OTHER = "cd".repeat(32);

    private final RuleBook book = new RuleBook();

    @BeforeEach
    void settings() {
        book.settings("riskgate.rule." + RULE + "-default", Map.of());
    }

    private static RuleOffer offer(String version, String hash, String signer, String certificate) {
        return new RuleOffer(
                RULE,
                null,
                null,
                RULE + " " + version,
                version,
                settings -> version.isEmpty() ? null : (event, account) -> Verdict.pass(),
                new RuleOffer.Origin(
                        "file:probe.jar", hash, signer, certificate == null ? Set.of() : Set.of(certificate), false));
    }

    private void trust(String rules) {
        RuleBook.Outcome outcome = book.settings("riskgate.engine", Map.of("trustedRules", rules));
        assertTrue(outcome.notes().stream().noneMatch(note -> note.rule() == null), outcome.notes()::toString);
    }

    private RuleStatus status() {
        return book.status(new Quarantine()).get(0);
    }

    @Test
    void everyRuleIsTrustedUntilSomethingIsDemanded() {
        book.offered(offer("1", HASH, null, null));

        assertEquals(RULE + " 1", status().bundle());
        assertEquals(new RuleStatus.Origin("file:probe.jar", HASH, null, false), status().origin());
    }

    @Test
    void onlyAJarThatIsNamedIsPutInForceAndTheRefusalSaysWhatWasSeen() {
        trust(OTHER.toUpperCase(java.util.Locale.ROOT));

        RuleBook.Outcome refused = book.offered(offer("2", HASH, "CN=Acme", "ef"));
        assertNull(book.governing(RULE));
        assertEquals(
                List.of(new RuleBook.Note(
                        RULE,
                        Change.REFUSED,
                        RULE + " 2 is not put in force: it is not trusted: the SHA-256 of its jar is " + HASH
                                + ", its signer CN=Acme; trustedRules in riskgate.engine.cfg names neither")),
                refused.notes());
        assertEquals(1, status().untrusted().size());

        book.offered(offer("1", OTHER, null, null));
        assertEquals(RULE + " 1", status().bundle());
    }

    @Test
    void whatIsTrustedNoMoreIsNotInForceAnyMoreAndComesBack() {
        book.offered(offer("2", HASH, null, null));
        book.offered(offer("1", OTHER, null, null));
        assertEquals(RULE + " 2", status().bundle());

        trust(OTHER);
        assertEquals(RULE + " 1", status().bundle());
        assertEquals("ACTIVE", status().settings().get(0).state());

        trust(HASH + "," + OTHER);
        assertEquals(RULE + " 2", status().bundle());
    }

    @Test
    void whatACommandPutInForceLaterStaysThoughWhatOneDidBeforeIsTrustedAgain() {
        book.offered(offer("1", OTHER, null, null));
        book.replaced(offer("6", HASH, null, null).pinned(true));
        trust(OTHER);
        book.replaced(offer("2", OTHER, null, null).pinned(true));

        trust(HASH + "," + OTHER);
        RuleOffer third = offer("9", OTHER, null, null);
        book.offered(third);
        assertEquals(RULE + " 2", status().bundle());

        book.withdrawn(third);
        assertEquals(RULE + " 2", status().bundle());
    }

    @Test
    void whatIsTrustedNoMoreJudgesNoMoreThoughTheOneThatIsRefusesTheSettings() {
        book.offered(offer("2", HASH, null, null));
        book.offered(new RuleOffer(
                RULE,
                null,
                null,
                RULE + " 1",
                "1",
                settings -> {
                    settings.integer("limit").required();
                    return (event, account) -> Verdict.pass();
                },
                new RuleOffer.Origin("file:other.jar", OTHER, null, Set.of(), false)));

        trust(OTHER);

        assertEquals("REFUSED", status().settings().get(0).state());
        assertEquals(0, book.table().boundTo("A").length);
    }

    @Test
    void aSignerIsTrustedByItsCertificateAlone() {
        Trust trust = new Trust(true, Set.of(), Set.of("ef"));

        assertNull(trust.refusal(offer("1", HASH, "CN=Acme", "ef").origin()));
        assertTrue(trust.refusal(offer("1", HASH, "CN=Acme", "00").origin()).contains("its signer CN=Acme"));
        assertTrue(trust.refusal(offer("1", HASH, null, null).origin()).contains("its signer nobody"));
        assertFalse(Trust.ALL.demanded());
    }

    @Test
    void badSettingsAreRefused() {
        assertEquals(
                "riskgate.engine: trustedRules: expected SHA-256 of jars, or the word signed, was 'abc'",
                refusal(Map.of("trustedRules", "abc")));
        assertEquals(
                "riskgate.engine: trustStore: expected a file of certificates, because trustedRules says signed,"
                        + " was missing",
                refusal(Map.of("trustedRules", "signed")));
        assertEquals(
                "riskgate.engine: trustStore: expected a file of certificates (PEM), was 'none.pem'",
                refusal(Map.of("trustedRules", "signed", "trustStore", "none.pem")));
    }

    private String refusal(Map<String, String> values) {
        return book.settings("riskgate.engine", values).notes().get(0).note();
    }
}
