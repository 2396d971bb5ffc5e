package io.riskgate.core.internal.osgi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Says which packages a bundle needs and nobody exports. */
final class Wiring {
    private final BundleContext context;

    Wiring(BundleContext context) {
        this.context = context;
    }

    /** What is missing, for people; empty if every package is there. */
    List<String> missing(Bundle bundle) {
        List<String> missing = new ArrayList<>();
        for (BundleRequirement requirement :
                bundle.adapt(BundleRevision.class).getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE)) {
            Map<String, String> directives = requirement.getDirectives();
            String filter = directives.get(PackageNamespace.REQUIREMENT_FILTER_DIRECTIVE);
            boolean needed = !PackageNamespace.RESOLUTION_OPTIONAL.equals(
                            directives.get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                    && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
                            directives.get(PackageNamespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
            if (needed && filter != null && !isExported(filter)) {
                missing.add(describe(filter));
            }
        }
        return missing;
    }

    private boolean isExported(String filter) {
        for (BundleCapability exported : exports()) {
            if (matches(filter, exported.getAttributes())) {
                return true;
            }
        }
        return false;
    }

    private List<BundleCapability> exports() {
        List<BundleCapability> exports = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                exports.addAll(revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE));
            }
        }
        return exports;
    }

    private static boolean matches(String filter, Map<String, Object> attributes) {
        try {
            return FrameworkUtil.createFilter(filter).matches(attributes);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(filter, e);
        }
    }

    /** The package, the versions wanted, and those that are there. */
    private String describe(String filter) {
        TreeSet<String> there = new TreeSet<>();
        String name = filter.replaceAll(".*osgi\\.wiring\\.package=([^)]*)\\).*", "$1");
        for (BundleCapability exported : exports()) {
            if (name.equals(exported.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))) {
                there.add(String.valueOf(exported.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)));
            }
        }
        String wanted = filter.replaceAll(".*\\(version>=([^)]*)\\)\\(!\\(version>=([^)]*)\\)\\).*", "[$1,$2)")
                .replaceAll("^\\(.*version>=([^)]*)\\).*", "$1 or later")
                .replaceAll("^\\(.*", "any version");
        return "package %s of version %s, there is %s"
                .formatted(name, wanted, there.isEmpty() ? "none" : String.join(", ", there));
    }
}
