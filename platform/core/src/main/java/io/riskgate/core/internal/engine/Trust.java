package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules may be put in force.
 *
 * @param demanded whether anything is demanded; if not, every rule may
 * @param hashes SHA-256 of jars, in hex
 * @param signers SHA-256 of the certificates of those who may sign, in hex
 */
record Trust(boolean demanded, Set<String> hashes, Set<String> signers) {
    /** Every rule may. */
    static final Trust ALL = new Trust(false, Set.of(), Set.of());

    private static final String SIGNED = "signed";

    /** Reads {@code trustedRules} and {@code trustStore}. */
    static Trust read(Settings settings) {
        List<String> named = settings.list("trustedRules", "SHA-256 of jars, or the word signed", Trust::nameOrNull)
                .orElse(null);
        Set<String> certificates = settings.value("trustStore", "a file of certificates (PEM)", Trust::readOrNull)
                .orElse(Set.of());
        if (named == null) {
            return ALL;
        }
        boolean signed = named.contains(SIGNED);
        if (signed && certificates.isEmpty()) {
            throw new SettingsRefused("trustStore", "a file of certificates, because trustedRules says signed", null);
        }
        Set<String> hashes = new TreeSet<>(named);
        hashes.remove(SIGNED);
        return new Trust(true, hashes, signed ? certificates : Set.of());
    }

    private static String nameOrNull(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return name.equals(SIGNED) || name.matches("[0-9a-f]{64}") ? name : null;
    }

    /** A path counts from {@code etc}. */
    private static Set<String> readOrNull(String text) {
        Set<String> hashes = new TreeSet<>();
        try (InputStream stream = Files.newInputStream(
                Path.of(System.getProperty("karaf.etc", "etc")).resolve(text))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                hashes.add(hash(certificate.getEncoded()));
            }
        } catch (IOException | CertificateException | InvalidPathException e) {
            return null;
        }
        return hashes.isEmpty() ? null : hashes;
    }

    /** SHA-256 in hex. */
    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why a rule from {@code origin} may not be put in force, or null if it may. */
    String refusal(RuleOffer.Origin origin) {
        boolean trusted = !demanded
                || hashes.contains(String.valueOf(origin.sha256()))
                || origin.certificates().stream().anyMatch(signers::contains);
        return trusted
                ? null
                : "it is not trusted: the SHA-256 of its jar is %s, its signer %s; trustedRules in riskgate.engine.cfg names neither"
                        .formatted(origin.sha256(), origin.signer() == null ? "nobody" : origin.signer());
    }
}
