package io.riskgate.core.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page {@code docs/performance.md}. */
final class Page {
    private static final List<String> OWN = List.of(
            "monolith",
            "no rules: state change and pre-check",
            "4 rules: 001, 003, 006, 008",
            "13 rules",
            "13 rules, all asked on every event");
    private static final List<String> SHARED = List.of("monolith", "no rules: state change and pre-check", "13 rules");

    private final Figures figures;
    private final List<String> agreed;
    private final String date;
    private final int starts;
    private final StringBuilder text = new StringBuilder();

    Page(Figures figures, List<String> agreed, String date, int starts) {
        this.figures = figures;
        this.agreed = agreed;
        this.date = date;
        this.starts = starts;
    }

    String text() throws IOException {
        line("# Speed");
        line("");
        line("Written by `mvn -Pbench -pl platform/bench -am verify -DskipTests` on %s; do not edit.", date);
        line("%s, JDK %s, %s %s.", machine(), System.getProperty("java.version"), os("name"), os("version"));
        line("");
        line(
                "Only ratios within one run mean anything, and bytes. The machine is shared, so ratios are of the processor");
        line(
                "time of the measured thread; the column *wall* has the median ratio of the time that went by, in which the");
        line("garbage collector and everybody else on the machine take part.");
        workload();
        own();
        shared();
        rest();
        return text.toString();
    }

    private void workload() {
        heading("Workload");
        line(
                "1,000 accounts × 8 symbols, 65,536 prepared events in a cycle, each 150 ms after the one before, for days on");
        line(
                "end: 70 %% quotes, 15 %% orders, 10 %% positions, 5 %% trades, accounts and symbols drawn uniformly. About two");
        line(
                "thirds of all pairs hold a position, every pair has a stop. All 13 rules are in force with limits that are");
        line("rarely hit; the trailing stop is active and its stops are really moved. The journal and the broker are");
        line("counters.");
        line("");
        line(
                "The *monolith* is the same ledger, pre-check and 13 checks written by hand into one class over arrays of");
        line(
                "numbers; it gets accounts, contracts and orders as numbers and prices as ticks, the engine gets events with");
        line(
                "names and decimals. Before anything is timed all of them handle 131,072 events with tight limits and must");
        line("agree, rule by rule, 001 to 013:");
        line("");
        agreed.forEach(found -> line("* %s", found));
    }

    private void own() {
        heading("A quote concerns one account");
        line("Every account has contracts of its own. %d starts of the JVM, in each a ratio per round.", starts);
        table("own", OWN);
    }

    private void shared() {
        heading("A quote concerns everybody");
        line("All accounts trade the same 8 contracts: one quote is a question about some 650 accounts.");
        table("shared", SHARED);
    }

    private void table(String part, List<String> contenders) {
        line("");
        line("| | × monolith: min | median | max | wall | bytes allocated per event |");
        line("| --- | --: | --: | --: | --: | --: |");
        for (String name : contenders) {
            Spread cpu = figures.spread(part + "/" + name + "/cpu");
            line(
                    "| %s | %.2f | **%.2f** | %.2f | %.2f | %.0f |",
                    name,
                    cpu.min(),
                    cpu.median(),
                    cpu.max(),
                    figures.median(part + "/" + name + "/wall"),
                    figures.median(part + "/" + name + "/bytes"));
        }
        line("");
        line("The monolith took %.0f ns an event.", figures.median(part + "/monolith/nanos"));
    }

    private void rest() {
        heading("Everything else");
        line("| | Measured | Goal |");
        line("| --- | --: | --: |");
        line("| L1: 13 rules, × monolith | %.1f | 1.25 |", figures.median("own/13 rules/cpu"));
        line(
                "| L6: bytes per account with 8 positions and 8 stops, no rules / 13 rules | %.0f / %.0f | 512 |",
                figures.median("footprint/no rules"), figures.median("footprint/13 rules"));
        line("| L6: bytes allocated per event, 13 rules | %.0f | 0 |", figures.median("own/13 rules/bytes"));
        line(
                "| P1: pre-check of an account at hand, 1,000 accounts, ns | %.1f | 3 |",
                figures.median("precheck/state"));
        line("| P1: the same found by its id, ns | %.1f | |", figures.median("precheck/id"));
        line(
                "| open P&L of a position against a limit, in exact money / in bare longs, ns | %.1f / %.1f | |",
                figures.median("money/exact"), figures.median("money/bare"));
        line(
                "| the same, bytes allocated | %.2f / %.2f | 0 |",
                figures.median("money/exact/bytes"), figures.median("money/bare/bytes"));
        commit("D1: lockout durable, × raw append and force, median / p99", "commit/appended", "1.3 / 2");
        commit("the same, × raw write into a file already filled", "commit/filled", "");
        line("");
        line("One lockout took %.0f µs to become durable, at the median.", figures.median("commit/micros"));
    }

    private void commit(String what, String name, String goal) {
        double median = figures.median(name + "/median");
        line("| %s | %.2f / %.2f | %s |", what, median, figures.median(name + "/p99"), goal);
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    private static String machine() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String model = "unknown processor";
        if (Files.isReadable(info)) {
            model = Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(model);
        }
        return model + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    private static String os(String property) {
        return System.getProperty("os." + property);
    }
}
