package io.riskgate.shell.internal;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** A command about one thing, which the first argument names; options may come before and after it. */
abstract class ItemCommand extends ReportCommand {
    @Argument(index = 1, name = "options", description = "Options may also come last", multiValued = true)
    @Completion(
            value = StringsCompleter.class,
            values = {"--json", "--no-format"})
    List<String> last;

    /** Does the work and says how it went. */
    abstract Report item() throws Exception;

    @Override
    final Report report() throws Exception {
        List<String> others = last == null ? List.of() : LateOptions.set(this, last);
        if (!others.isEmpty()) {
            throw failure("expected one argument, was also " + some(others));
        }
        return item();
    }
}
