package io.riskgate.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes bundles of {@link ProbeRule} in any version. */
final class RuleJars {
    /** The id of the rule. */
    static final String RULE = "com.acme.probe";

    static final String BUNDLE = "com.acme.probe";

    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="probe">
              <property name="riskgate.rule.id" type="String" value="%s"/>
              <service><provide interface="io.riskgate.api.rule.RiskRule"/></service>
              <implementation class="io.riskgate.itests.ProbeRule"/>
            </scr:component>
            """;

    private final Path directory;

    RuleJars(Path directory) {
        this.directory = directory;
    }

    /** The address of a version that does as it should. */
    String version(String version) throws IOException {
        return url(write(version, "judges", "[1.0,2)", RULE));
    }

    /** The address of a version that misbehaves. */
    String misbehaving(String version, String behaviour) throws IOException {
        return url(write(version, behaviour, "[1.0,2)", RULE));
    }

    /** The address of a version that wants another api. */
    String forApi(String version, String range) throws IOException {
        return url(write(version, "judges", range, RULE));
    }

    /** The address of the beginning of a jar. */
    String truncated(String version) throws IOException {
        byte[] whole = Files.readAllBytes(write(version, "judges", "[1.0,2)", RULE));
        return url(Files.write(directory.resolve("truncated.jar"), java.util.Arrays.copyOf(whole, whole.length / 2)));
    }

    /** The address of a bundle that offers a rule of another id. */
    String offering(String version, String id) throws IOException {
        return url(write(version, "judges", "[1.0,2)", id));
    }

    Path file(String version) throws IOException {
        return write(version, "judges", "[1.0,2)", RULE);
    }

    private static String url(Path file) {
        return file.toUri().toString();
    }

    private Path write(String version, String behaviour, String range, String id) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", id.equals(RULE) ? BUNDLE : BUNDLE + "." + id.replace('.', '_'));
        main.putValue("Bundle-Version", version);
        main.putValue(
                "Import-Package", "io.riskgate.api;version=\"[1.0,2)\",io.riskgate.api.rule;version=\"" + range + "\"");
        main.putValue("Service-Component", "OSGI-INF/probe.xml");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("OSGI-INF/probe.xml", COMPONENT.formatted(id).getBytes(StandardCharsets.UTF_8));
        entries.put("version.txt", version.getBytes(StandardCharsets.UTF_8));
        entries.put("behaviour.txt", behaviour.getBytes(StandardCharsets.UTF_8));
        String name = ProbeRule.class.getName().replace('.', '/') + ".class";
        try (InputStream stream = ProbeRule.class.getResourceAsStream("/" + name)) {
            entries.put(name, stream.readAllBytes());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return Files.write(directory.resolve("probe-" + version + ".jar"), bytes.toByteArray());
    }
}
