package io.riskgate.shell.internal;

import io.riskgate.api.engine.RuleBundles;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** A command that changes which rules are in force. */
abstract class RuleChangeCommand extends ItemCommand {
    @Reference(optional = true)
    RuleBundles bundles;

    @Reference
    Session session;

    /** Carries the change out; says what is in force now. */
    abstract String change(RuleBundles rules) throws RuleBundles.ChangeRefused, InterruptedException;

    @Override
    final Report item() throws CommandException, InterruptedException {
        try {
            return new Report().field("Done", "done", change(running(bundles, "the platform")));
        } catch (RuleBundles.ChangeRefused e) {
            throw failure("refused: " + e.getMessage());
        }
    }

    /** An address as it is, or that of a file by its path. */
    final String address(String url) {
        return address(session.currentDir(), url);
    }

    /** An address as it is, or that of a file by its path from {@code directory}. */
    static String address(Path directory, String url) {
        boolean hasScheme = url.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
        return hasScheme ? url : directory.resolve(url).normalize().toUri().toString();
    }
}
