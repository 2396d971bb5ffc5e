package io.riskgate.shell.internal;

import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.RiskEngine;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

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
    abstract Report report() throws IOException, InterruptedException;

    @Override
    public final Object execute() throws IOException, InterruptedException {
        Report report = report();
        if (json) {
            report.printJson(System.out);
        } else {
            report.print(System.out, !noFormat);
        }
        if (report.failure() != null) {
            throw new IOException(report.failure());
        }
        return null;
    }

    /** The engine; a command that needs it fails while it is not there. */
    final RiskEngine engine() {
        return running(engine, "the engine");
    }

    /** The account {@code id}; the command fails if it is not known. */
    final AccountStatus account(String id) {
        return engine().account(id).orElseThrow(() -> {
            List<String> known = engine.accounts().stream()
                    .map(account -> account.state().account())
                    .toList();
            return unknown("account", id, known);
        });
    }

    /**
     * Sets the options among {@code words} and gives the other words: Karaf itself looks for options only before the
     * first argument.
     */
    final List<String> setOptions(List<String> words) {
        Map<String, Field> options = options();
        List<String> others = new ArrayList<>();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (!word.startsWith("--")) {
                others.add(word);
                continue;
            }
            String[] parts = word.split("=", 2);
            Field option = options.get(parts[0]);
            if (option == null) {
                throw unknown("option", parts[0], List.copyOf(options.keySet()));
            }
            boolean flag = option.getType() == boolean.class;
            if (!flag && parts.length == 1 && !rest.hasNext()) {
                throw new IllegalArgumentException(word + ": expected a value, was the end of the line");
            }
            String value = parts.length == 2 ? parts[1] : flag ? "true" : rest.next();
            try {
                option.set(this, flag ? Boolean.valueOf(value) : value);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(option + " is not accessible", e);
            }
        }
        return others;
    }

    private Map<String, Field> options() {
        Map<String, Field> options = new TreeMap<>();
        for (Class<?> type = getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    options.put(option.name(), field);
                }
            }
        }
        return options;
    }

    /**
     * {@code service}, if it is there.
     *
     * @throws IllegalStateException if it is not
     */
    static <T> T running(T service, String name) {
        if (service == null) {
            throw new IllegalStateException(name + " is not running; log:display says why");
        }
        return service;
    }

    /** Says that {@code asked} is no {@code kind} and which are {@code known}. */
    static IllegalArgumentException unknown(String kind, String asked, List<String> known) {
        String those = known.isEmpty() ? "none is known" : "known: " + some(known);
        return new IllegalArgumentException("no %s '%s'; %s".formatted(kind, asked, those));
    }

    /** The elements, at most the first 20 of them. */
    static String some(List<?> elements) {
        String more = elements.size() > SHOWN ? " and %d more".formatted(elements.size() - SHOWN) : "";
        return elements.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", ")) + more;
    }
}
