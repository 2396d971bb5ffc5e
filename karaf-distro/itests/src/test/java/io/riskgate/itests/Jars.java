package io.riskgate.itests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes the bundles that are not rules: the {@link Venue}, the {@link ExchangeLink}, and other versions of the distribution's own. */
final class Jars {
    private Jars() {}

    /** The bundle of the venue: so many trades in all, so many a second, and where it notes what it sees. */
    static Path venue(Path file, long total, long perSecond, Path notes) throws IOException {
        return broker(
                file,
                Venue.class,
                "venue.properties",
                "total=%d\nperSecond=%d\nnotes=%s\n".formatted(total, perSecond, notes));
    }

    /** The bundle that links the platform to the exchange that listens on a port. */
    static Path exchangeLink(Path file, int port) throws IOException {
        return broker(file, ExchangeLink.class, "exchange.properties", "port=%d\n".formatted(port));
    }

    private static Path broker(Path file, Class<?> activator, String settings, String values) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue(
                "Bundle-SymbolicName", "com.acme." + activator.getSimpleName().toLowerCase(Locale.ROOT));
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue(
                "Import-Package",
                "org.osgi.framework,io.riskgate.api;version=\"[1.0,2)\",io.riskgate.api.broker;version=\"[1.0,2)\","
                        + "io.riskgate.api.engine;version=\"[1.0,2)\",io.riskgate.api.event;version=\"[1.0,2)\"");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String name = activator.getName().replace('.', '/') + ".class";
        try (InputStream stream = activator.getResourceAsStream("/" + name)) {
            entries.put(name, stream.readAllBytes());
        }
        entries.put(settings, values.getBytes(StandardCharsets.UTF_8));
        return write(file, manifest, entries);
    }

    /** The distribution's own bundle in {@code system/group/artifact}, the same in a later version. */
    static Path later(Path file, String group, String artifact, String version) throws IOException {
        String released = System.getProperty("riskgate.version");
        Path jar = Distribution.home()
                .resolve("system/%s/%s/%s/%s-%s.jar".formatted(group, artifact, released, artifact, released));
        return copy(
                file, jar, (manifest, entries) -> manifest.getMainAttributes().putValue("Bundle-Version", version));
    }

    /** A bundle of the same name and version as {@code jar} that does the same, with another hash. */
    static Path other(Path file, Path jar) throws IOException {
        return copy(file, jar, (manifest, entries) -> entries.put("other.txt", new byte[] {1}));
    }

    /** A bundle of the same name and version as {@code jar} that offers nothing. */
    static Path withoutComponents(Path file, Path jar) throws IOException {
        return copy(file, jar, (manifest, entries) -> {
            manifest.getMainAttributes().remove(new Attributes.Name("Service-Component"));
            entries.keySet().removeIf(name -> name.startsWith("OSGI-INF/"));
        });
    }

    private static Path copy(Path file, Path jar, BiConsumer<Manifest, Map<String, byte[]>> change) throws IOException {
        try (JarInputStream stream = new JarInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            for (JarEntry entry = stream.getNextJarEntry(); entry != null; entry = stream.getNextJarEntry()) {
                entries.put(entry.getName(), stream.readAllBytes());
            }
            change.accept(stream.getManifest(), entries);
            return write(file, stream.getManifest(), entries);
        }
    }

    private static Path write(Path file, Manifest manifest, Map<String, byte[]> entries) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return file;
    }
}
