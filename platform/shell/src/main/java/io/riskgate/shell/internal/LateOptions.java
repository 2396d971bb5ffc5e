package io.riskgate.shell.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.CommandException;

/** Options that come after the first argument, where Karaf itself does not look for them. */
final class LateOptions {
    private LateOptions() {}

    /** Sets the options of {@code command} that are among {@code words}, and gives the other words. */
    static List<String> set(ReportCommand command, List<String> words) throws CommandException {
        Map<String, Field> options = of(command.getClass());
        command.json |= words.contains("--json");
        List<String> others = new ArrayList<>();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (word.startsWith("--")) {
                set(command, word, options, rest);
            } else {
                others.add(word);
            }
        }
        return others;
    }

    private static void set(ReportCommand command, String word, Map<String, Field> options, Iterator<String> rest)
            throws CommandException {
        String[] parts = word.split("=", 2);
        Field option = options.get(parts[0]);
        if (option == null) {
            throw ReportCommand.unknown("option", parts[0], List.copyOf(options.keySet()));
        }
        boolean flag = option.getType() == boolean.class;
        if (!flag && parts.length == 1 && !rest.hasNext()) {
            throw ReportCommand.failure(word + ": expected a value, was the end of the line");
        }
        String value = parts.length == 2 ? parts[1] : flag ? "true" : rest.next();
        try {
            option.set(command, flag ? Boolean.valueOf(value) : value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(option + " is not accessible", e);
        }
    }

    private static Map<String, Field> of(Class<?> command) {
        Map<String, Field> options = new TreeMap<>();
        for (Class<?> type = command; type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    options.put(option.name(), field);
                }
            }
        }
        return options;
    }
}
