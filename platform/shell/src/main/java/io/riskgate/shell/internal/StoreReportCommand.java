package io.riskgate.shell.internal;

import io.riskgate.api.engine.PlatformStore;
import io.riskgate.api.engine.StoreReport;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command that reads the store and says what it found there. */
abstract class StoreReportCommand extends ReportCommand {
    private static final String HISTORY = "live/history/";

    private static final List<Column<StoreReport.Part>> PARTS = List.of(
            new Column<>("Part", "part", StoreReport.Part::name),
            new Column<>("Files", "files", StoreReport.Part::files),
            new Column<>("Bytes", "bytes", StoreReport.Part::bytes),
            new Column<>("Damages", "damages", StoreReport.Part::damages));
    private static final List<Column<StoreReport.Damage>> DAMAGES = List.of(
            new Column<>("File", "file", StoreReport.Damage::file),
            new Column<>("Offset", "offset", StoreReport.Damage::offset),
            new Column<>("Nothing is lost", "redundant", StoreReport.Damage::redundant),
            new Column<>("What", "message", StoreReport.Damage::message));

    @Reference(optional = true)
    PlatformStore store;

    /** What was found, as fields and tables. */
    static Report of(StoreReport found) {
        boolean lost = found.damages().stream().anyMatch(damage -> !damage.redundant());
        String verdict = found.damages().isEmpty()
                ? "All is as it was written"
                : stateLost(found)
                        ? "DAMAGED: facts are missing"
                        : lost
                                ? "DAMAGED: history is lost, no account is locked for it"
                                : "DAMAGED: nothing is missing, all of it is also elsewhere";
        return new Report()
                .field("Store", "storeId", found.storeId())
                .field("Directory", "directory", found.directory())
                .field("Mirror", "mirror", found.mirror())
                .field("Last durable record", "lastRecord", found.lastRecord())
                .field("Whole records", "records", found.records())
                .field("Result", null, verdict)
                .field(null, "intact", found.damages().isEmpty())
                .field(null, "factsMissing", lost)
                .table("Parts", "parts", "None", found.parts(), PARTS)
                .table("Damages", "damages", "None", found.damages(), DAMAGES)
                .failure(damaged(found));
    }

    /** Whether more than history is missing. */
    static boolean stateLost(StoreReport found) {
        return found.damages().stream()
                .anyMatch(damage -> !damage.redundant() && !damage.file().startsWith(HISTORY));
    }

    private static String damaged(StoreReport found) {
        int count = found.damages().size();
        return count == 0 ? null : "%d damage%s found".formatted(count, count == 1 ? "" : "s");
    }
}
