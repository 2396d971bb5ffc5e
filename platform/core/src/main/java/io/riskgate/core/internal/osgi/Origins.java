package io.riskgate.core.internal.osgi;

import io.riskgate.core.internal.engine.RuleOffer;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where rules come from. */
final class Origins {
    private static final Logger LOG = LoggerFactory.getLogger(Origins.class);

    private Origins() {}

    /**
     * Where the rule of an installed bundle comes from.
     *
     * @param pinned what a command installed where the bundle is, if one did; it counts as put in force by the command
     *     while it has the same jar
     */
    static RuleOffer.Origin of(Bundle bundle, Optional<RuleShelf.Version> pinned) {
        try {
            RuleJar jar = RuleJar.of(bundle);
            Optional<RuleShelf.Version> same =
                    pinned.filter(version -> version.sha256().equals(jar.sha256()));
            return of(same.map(RuleShelf.Version::url).orElse(bundle.getLocation()), jar, same.isPresent());
        } catch (IOException | RuntimeException e) {
            LOG.warn("The jar of {} cannot be read: {}", bundle, e.toString());
            return new RuleOffer.Origin(bundle.getLocation(), null, null, Set.of(), pinned.isPresent());
        }
    }

    /** Where the rule of a jar comes from. */
    static RuleOffer.Origin of(String location, RuleJar jar, boolean pinned) throws IOException {
        List<X509Certificate> signers = jar.signers();
        String names = signers.isEmpty()
                ? null
                : signers.stream()
                        .map(signer -> signer.getSubjectX500Principal().getName())
                        .collect(Collectors.joining("; "));
        Set<String> fingerprints = new TreeSet<>();
        for (X509Certificate signer : signers) {
            try {
                fingerprints.add(RuleJar.of(signer.getEncoded()).sha256());
            } catch (CertificateEncodingException e) {
                throw new IOException("a certificate cannot be encoded", e);
            }
        }
        return new RuleOffer.Origin(location, jar.sha256(), names, fingerprints, pinned);
    }
}
