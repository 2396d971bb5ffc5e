package io.riskgate.core.internal.osgi;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the settings files of a directory as they are written. */
public final class ShippedSettings {
    private ShippedSettings() {}

    /** The {@code riskgate.*.cfg} of {@code directory}, by pid in order. */
    public static Map<String, Map<String, String>> in(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(entry -> entry.getFileName().toString().matches("riskgate\\..*\\.cfg"))
                    .sorted()
                    .toList();
        }
        Map<String, Map<String, String>> settings = new TreeMap<>();
        for (Path file : files) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            Map<String, String> values = new TreeMap<>();
            properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
            String name = file.getFileName().toString();
            settings.put(name.substring(0, name.length() - ".cfg".length()), values);
        }
        return settings;
    }
}
