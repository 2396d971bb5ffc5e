package io.riskgate.core.internal.osgi;

import io.riskgate.core.internal.store.DiskFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What commands put in force, durable, by rule id: which jar, from where, and which was there before. The jars are kept
 * beside the records, named by their hash. Safe in all threads.
 */
final class RuleShelf {
    private static final Logger LOG = LoggerFactory.getLogger(RuleShelf.class);
    private static final String RECORD = ".properties";
    private static final String JAR = ".jar";

    /** Where an update came from is not known: it is told by what it updated. */
    private static final String UPDATE = "an update of ";

    private final Path directory;
    private final Map<String, Kept> records = new TreeMap<>();

    /**
     * One version of a rule.
     *
     * @param sha256 of its jar
     * @param location where its bundle is installed
     * @param bundle its name and version, for people
     * @param url where it came from
     */
    record Version(String sha256, String location, String bundle, String url) {}

    /**
     * What is in force for one id.
     *
     * @param inForce what a command put in force
     * @param before what was in force before, or null
     */
    record Kept(Version inForce, Version before) {}

    /** The shelf in {@code directory}, which may not exist yet. */
    RuleShelf(Path directory) {
        this.directory = directory;
        try {
            load();
        } catch (IOException e) {
            LOG.error("The rules that commands put in force cannot be read from {}", directory, e);
        }
    }

    private void load() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(RECORD))
                    .sorted()
                    .toList()) {
                Properties properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    properties.load(reader);
                }
                Version inForce = version(properties, "inForce.");
                String name = file.getFileName().toString();
                if (inForce == null) {
                    LOG.error("{} does not say what is in force", file);
                } else {
                    records.put(
                            name.substring(0, name.length() - RECORD.length()),
                            new Kept(inForce, version(properties, "before.")));
                }
            }
        }
    }

    private static Version version(Properties properties, String prefix) {
        String sha256 = properties.getProperty(prefix + "sha256");
        String location = properties.getProperty(prefix + "location");
        return sha256 == null || location == null
                ? null
                : new Version(
                        sha256,
                        location,
                        properties.getProperty(prefix + "bundle"),
                        properties.getProperty(prefix + "url"));
    }

    /** What commands put in force, by id. */
    synchronized Map<String, Kept> all() {
        return new TreeMap<>(records);
    }

    /** What a command put in force for {@code id}. */
    synchronized Optional<Kept> of(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** What a command put in force for {@code id}, if its bundle is installed at {@code location}. */
    synchronized Optional<Version> inForce(String id, String location) {
        return of(id).map(Kept::inForce).filter(version -> version.location.equals(location));
    }

    /**
     * Notes that the bundle that a command put in force for {@code id} was updated in its place: the new jar is what is in
     * force, the one before it is what was there before; durable when it returns.
     *
     * @param url where the new jar came from, or null if that is not known
     */
    synchronized void updated(String id, RuleJar jar, String bundle, String url) throws IOException {
        Version before = records.get(id).inForce;
        String from = url == null ? UPDATE + withoutUpdate(before.url) : url;
        Version now = new Version(jar.sha256(), before.location, bundle, from);
        put(id, new Kept(now, before), jar);
    }

    private static String withoutUpdate(String url) {
        return url.startsWith(UPDATE) ? url.substring(UPDATE.length()) : url;
    }

    private void keep(RuleJar jar) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(jar.sha256() + JAR);
        if (!Files.exists(file)) {
            write(file, jar.bytes());
        }
    }

    /**
     * A jar that was kept.
     *
     * @throws IOException if it is not there any more, or is another one
     */
    synchronized RuleJar jar(String sha256) throws IOException {
        Path file = directory.resolve(sha256 + JAR);
        RuleJar jar = RuleJar.of(Files.readAllBytes(file));
        if (!jar.sha256().equals(sha256)) {
            throw new IOException(file + " has the hash " + jar.sha256() + ": it was changed");
        }
        return jar;
    }

    /** Keeps jars and notes what is in force for {@code id}, or nothing (null); durable when it returns. */
    synchronized void put(String id, Kept kept, RuleJar... jars) throws IOException {
        Files.createDirectories(directory);
        for (RuleJar jar : jars) {
            keep(jar);
        }
        Path file = directory.resolve(id + RECORD);
        if (kept == null) {
            Files.deleteIfExists(file);
            DiskFiles.sync(directory);
            records.remove(id);
        } else {
            Properties properties = new Properties();
            write(properties, "inForce.", kept.inForce);
            write(properties, "before.", kept.before);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            properties.store(text, null);
            write(file, text.toByteArray());
            records.put(id, kept);
        }
        try {
            tidy();
        } catch (IOException e) {
            LOG.warn("A jar that nobody needs cannot be deleted from {}", directory, e);
        }
    }

    private static void write(Properties properties, String prefix, Version version) {
        if (version != null) {
            properties.setProperty(prefix + "sha256", version.sha256);
            properties.setProperty(prefix + "location", version.location);
            properties.setProperty(prefix + "bundle", String.valueOf(version.bundle));
            properties.setProperty(prefix + "url", String.valueOf(version.url));
        }
    }

    private void write(Path file, byte[] bytes) throws IOException {
        Path unnamed = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                unnamed, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
        DiskFiles.sync(directory);
    }

    /** Deletes jars that no record names. */
    synchronized void tidy() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(path -> path.toString().endsWith(JAR)).toList();
        }
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            String sha256 = name.substring(0, name.length() - JAR.length());
            boolean named = records.values().stream()
                    .anyMatch(kept -> kept.inForce.sha256.equals(sha256)
                            || kept.before != null && kept.before.sha256.equals(sha256));
            if (!named) {
                Files.delete(jar);
            }
        }
    }
}
