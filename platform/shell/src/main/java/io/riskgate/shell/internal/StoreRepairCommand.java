package io.riskgate.shell.internal;

import io.riskgate.api.engine.StoreRepair;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Puts right what is damaged in the store and also elsewhere. */
@Service
@Command(
        scope = "risk",
        name = "store-repair",
        description = "Puts right what is damaged in the store and also elsewhere; keeps the damaged files")
public final class StoreRepairCommand extends StoreReportCommand {
    private static final List<Column<StoreRepair.Healed>> HEALED = List.of(
            new Column<>("File", "file", StoreRepair.Healed::file),
            new Column<>("From", "from", StoreRepair.Healed::from),
            new Column<>("The damaged one", "evidence", StoreRepair.Healed::evidence));

    @Override
    Report report() throws Exception {
        StoreRepair repair = running(store, "the store").repair();
        Report report = of(repair.left())
                .field(null, "accountsLocked", repair.locked())
                .table("Put right", "healed", "Nothing", repair.healed(), HEALED);
        if (repair.locked()) {
            report.note(
                    !stateLost(repair.left())
                            ? "No lockout is missing any more: accounts that are locked as UNKNOWN are free after the next start."
                            : "What is missing is nowhere else: accounts stay locked as UNKNOWN. Bring the files back from a"
                                    + " backup of this store.");
        }
        return report;
    }
}
