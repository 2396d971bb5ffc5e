package io.riskgate.shell.internal;

import io.riskgate.api.engine.ShadowReport;
import io.riskgate.api.engine.ShadowReport.Difference;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;

/** Shows what a version that only looks on says otherwise. */
final class DifferenceTable {
    private static final List<Column<Difference>> COLUMNS = List.of(
            new Column<>("Time", "time", Difference::time),
            new Column<>("Account", "account", Difference::account),
            new Column<>("Event", "event", Difference::event),
            new Column<>("In force says", "inForce", Difference::inForce),
            new Column<>("Shadow says", "shadow", Difference::shadow));

    private DifferenceTable() {}

    /** The whole of a report. */
    static Report of(ShadowReport report) {
        Report shown = new Report()
                .field("Rule", "rule", report.rule())
                .field("In force", "inForceBundle", report.inForce())
                .field("Shadow", "shadowBundle", report.bundle())
                .field("Does not judge", "notJudging", report.notJudging())
                .field("Judged", "judged", report.judged())
                .field("Faults", "faults", report.faults())
                .field("Differing", "differing", report.differing())
                .table("Differences", "differences", "None", report.newest(), COLUMNS);
        if (!report.notJudging().isEmpty()) {
            shown.note("It does not judge by all settings, so what is missing here says nothing: "
                    + String.join("; ", report.notJudging()));
        } else if (report.judged() == 0) {
            shown.note("It judged nothing: there are no settings that it accepts, or nothing it is asked about.");
        }
        return shown;
    }
}
