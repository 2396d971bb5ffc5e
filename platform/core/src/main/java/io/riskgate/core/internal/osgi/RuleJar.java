package io.riskgate.core.internal.osgi;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.osgi.framework.Bundle;

/**
 * The jar of a rule, read to its end.
 *
 * @param bytes what it consists of
 * @param sha256 of them, in hex
 */
record RuleJar(byte[] bytes, String sha256) {
    /** The files that a signature consists of, which cannot be signed themselves. */
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]*\\.(SF|RSA|DSA|EC)|SIG-[^/]*)", Pattern.CASE_INSENSITIVE);

    /** It is no jar of a rule; the message goes on where its name ends. */
    static final class NoJar extends IOException {
        private static final long serialVersionUID = 1L;

        NoJar(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /** The jar that {@code bytes} are. */
    static RuleJar of(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new RuleJar(bytes, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an address gives. */
    static RuleJar at(URL url) throws IOException {
        try (InputStream stream = url.openStream()) {
            return of(stream.readAllBytes());
        }
    }

    /** The jar an installed bundle was made of: the framework's own copy, else what its location gives now. */
    static RuleJar of(Bundle bundle) throws IOException {
        Optional<Path> copy = copyOf(bundle);
        return copy.isPresent() ? of(Files.readAllBytes(copy.get())) : at(new URL(bundle.getLocation()));
    }

    /** The framework keeps a jar beside the data of its bundle, one for each time it was updated. */
    private static Optional<Path> copyOf(Bundle bundle) throws IOException {
        java.io.File data = bundle.getDataFile("");
        if (data == null || !Files.isDirectory(data.toPath().getParent())) {
            return Optional.empty();
        }
        try (Stream<Path> revisions = Files.list(data.toPath().getParent())) {
            return revisions
                    .filter(revision -> revision.getFileName().toString().startsWith("version"))
                    .map(revision -> revision.resolve("bundle.jar"))
                    .filter(Files::isRegularFile)
                    .max(Comparator.comparing(jar -> number(jar.getParent())));
        }
    }

    /** The running number of {@code version3.0}: revision and refresh. */
    private static long number(Path revision) {
        String[] parts =
                revision.getFileName().toString().substring("version".length()).split("\\.");
        return Long.parseLong(parts[0]) * 1_000_000 + (parts.length > 1 ? Long.parseLong(parts[1]) : 0);
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /**
     * The certificates of everybody who signed all that is in it, but for the files that are the signature; empty if nobody
     * did.
     *
     * @throws NoJar if it is no jar, not all of it is there, or a signature does not fit
     */
    List<X509Certificate> signers() throws IOException {
        Path file = Files.createTempFile("riskgate-rule", ".jar");
        try {
            Files.write(file, bytes);
            try (JarFile jar = new JarFile(file.toFile(), true)) {
                return signers(jar);
            } catch (SecurityException e) {
                throw new NoJar("has a signature that does not fit: " + e.getMessage(), e);
            } catch (ZipException | EOFException e) {
                throw new NoJar("is not a jar that can be read to its end: " + e.getMessage(), e);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static List<X509Certificate> signers(JarFile jar) throws IOException {
        if (jar.getManifest() == null) {
            throw new NoJar("is not a bundle: it has no manifest", null);
        }
        List<X509Certificate> all = null;
        for (JarEntry entry : Collections.list(jar.entries())) {
            try (InputStream stream = jar.getInputStream(entry)) {
                stream.readAllBytes();
            }
            if (!entry.isDirectory() && !SIGNATURE.matcher(entry.getName()).matches()) {
                List<X509Certificate> own = signers(entry);
                if (all == null) {
                    all = own;
                } else {
                    all.retainAll(own);
                }
            }
        }
        return all == null ? List.of() : List.copyOf(all);
    }

    private static List<X509Certificate> signers(JarEntry entry) {
        List<X509Certificate> signers = new ArrayList<>();
        CodeSigner[] found = entry.getCodeSigners();
        if (found != null) {
            for (CodeSigner signer : found) {
                signers.add((X509Certificate)
                        signer.getSignerCertPath().getCertificates().get(0));
            }
        }
        return signers;
    }
}
