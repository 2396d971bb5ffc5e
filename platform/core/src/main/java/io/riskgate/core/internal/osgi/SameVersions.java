package io.riskgate.core.internal.osgi;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.FindHook;

/**
 * Lets a rule that a command puts in force be there beside one of the same name and version. File Install is not shown what
 * commands installed: it would take a jar in {@code deploy/} of that name and version for a new one of it, at each start
 * again. Safe in all threads.
 */
final class SameVersions implements CollisionHook, FindHook {
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

    private final Bundle platform;

    /** Where {@code platform} installs rules for commands. */
    SameVersions(Bundle platform) {
        this.platform = platform;
    }

    @Override
    public void filterCollisions(int operation, Bundle target, Collection<Bundle> candidates) {
        boolean byCommand = operation == INSTALLING ? target == platform : KeptRules.isAtItsPlace(target);
        candidates.removeIf(
                other -> KeptRules.isAtItsPlace(other) || byCommand && RuleTracker.describesRule(other, null));
    }

    @Override
    public void find(BundleContext context, Collection<Bundle> bundles) {
        if (FILE_INSTALL.equals(context.getBundle().getSymbolicName())) {
            bundles.removeIf(KeptRules::isAtItsPlace);
        }
    }
}
