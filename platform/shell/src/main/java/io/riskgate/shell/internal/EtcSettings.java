package io.riskgate.shell.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The settings files {@code riskgate.*.cfg} of a directory; the one that names the live store is none of them. */
final class EtcSettings {
    private static final String SUFFIX = ".cfg";
    private static final String STORE_IDENTITY = "riskgate.store";

    private EtcSettings() {}

    /**
     * Reads them, by pid.
     *
     * @throws IOException if one cannot be read; the message names it
     */
    static Map<String, Map<String, String>> read(Path etc) throws IOException {
        Map<String, Map<String, String>> settings = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(etc, "riskgate.*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String pid = name.substring(0, name.length() - SUFFIX.length());
                if (!pid.equals(STORE_IDENTITY)) {
                    settings.put(pid, readFile(file));
                }
            }
        }
        return settings;
    }

    private static Map<String, String> readFile(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
