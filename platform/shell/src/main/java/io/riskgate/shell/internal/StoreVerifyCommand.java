package io.riskgate.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Reads the whole store and says whether all is as it was written. */
@Service
@Command(
        scope = "risk",
        name = "store-verify",
        description = "Reads journal, archive, images, mark and mirror, and says whether all is as it was written")
public final class StoreVerifyCommand extends StoreReportCommand {
    @Override
    Report report() throws Exception {
        return of(running(store, "the store").verify());
    }
}
