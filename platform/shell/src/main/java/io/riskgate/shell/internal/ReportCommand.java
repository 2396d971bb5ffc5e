package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.RiskEngine;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;

/** A command that prints a report. */
abstract class ReportCommand implements Action {
    private static final int SHOWN = 20;

    @Option(name = "--json", description = "Prints one JSON document, for programs")
    boolean json;

    @Option(name = "--no-format", description = "Prints rows without headers, columns separated by tabs")
    boolean noFormat;

    @Reference(optional = true)
    RiskEngine engine;

    /** Does the work and says how it went. */
    abstract Report report() throws Exception;

    @Override
    public final Object execute() throws Exception {
        Report report = reported();
        if (json) {
            report.printJson(System.out);
        } else {
            report.print(System.out, !noFormat);
        }
        if (report.failure() != null) {
            throw failure(report.failure());
        }
        return null;
    }

    private Report reported() throws Exception {
        try {
            return report();
        } catch (CommandException e) {
            throw said(e);
        } catch (IOException e) {
            String why = Report.visible(why(e));
            throw said(new CommandException(why, why, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw said(failure("stopped"));
        }
    }

    /** Programs read why as a JSON document too. */
    private CommandException said(CommandException failure) throws IOException {
        if (json) {
            new Report().failure(failure.getMessage()).printJson(System.out);
        }
        return failure;
    }

    /** The engine; a command that needs it fails while it is not there. */
    final RiskEngine engine() throws CommandException {
        return running(engine, "the engine");
    }

    /** The account {@code id}; the command fails if it is not known. */
    final AccountStatus account(String id) throws CommandException {
        return engine().account(id).orElseThrow(() -> {
            List<String> known = engine.accounts().stream()
                    .map(account -> account.state().account())
                    .toList();
            return unknown("account", id, known);
        });
    }

    /**
     * {@code service}, if it is there.
     *
     * @throws CommandException if it is not
     */
    static <T> T running(T service, String name) throws CommandException {
        if (service == null) {
            throw failure(name + " is not running; log:display says why");
        }
        return service;
    }

    /** Ends a command with {@code message}, which is all that the user sees; Karaf logs no stack trace of it. */
    static CommandException failure(String message) {
        String visible = Report.visible(message);
        return new CommandException(visible, visible);
    }

    /** What went wrong, with the file if it is about one. */
    static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + ": no such file";
        }
        if (e instanceof FileSystemException failure && failure.getReason() == null) {
            return e.getMessage() + ": " + e.getClass().getSimpleName();
        }
        return e.getMessage();
    }

    /** Says that {@code asked} is no {@code kind} and which are {@code known}. */
    static CommandException unknown(String kind, String asked, List<String> known) {
        String those = known.isEmpty() ? "none is known" : "known: " + some(known);
        return failure("no %s '%s'; %s".formatted(kind, asked, those));
    }

    /** The elements, at most the first 20 of them. */
    static String some(List<?> elements) {
        String more = elements.size() > SHOWN ? " and %d more".formatted(elements.size() - SHOWN) : "";
        return elements.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", ")) + more;
    }
}
