package io.riskgate.core.internal.osgi;

import io.riskgate.core.internal.engine.RuleOffer;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
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

    /** Where the rule of an installed bundle comes from. */
    static RuleOffer.Origin of(Bundle bundle, boolean pinned) {
        try {
            return of(bundle.getLocation(), RuleJar.of(bundle), pinned);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The jar of {} cannot be read: {}", bundle, e.toString());
            return new RuleOffer.Origin(bundle.getLocation(), null, null, Set.of(), pinned);
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
