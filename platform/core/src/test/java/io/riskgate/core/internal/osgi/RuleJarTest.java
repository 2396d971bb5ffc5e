package io.riskgate.core.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleJarTest {
    @TempDir
    Path directory;

    private Path jar;

    @BeforeEach
    void aJar() throws IOException {
        jar = directory.resolve("rule.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream stream = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : List.of("one.txt", "two.txt")) {
                stream.putNextEntry(new ZipEntry(name));
                stream.write(name.repeat(100).getBytes());
                stream.closeEntry();
            }
        }
    }

    private RuleJar read() throws IOException {
        return RuleJar.at(jar.toUri().toURL());
    }

    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", name)
                                .toString()),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private void sign() throws IOException, InterruptedException {
        String store = directory.resolve("keys.p12").toString();
        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "acme",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Acme",
                "-storetype",
                "PKCS12",
                "-keystore",
                store,
                "-storepass",
                "secret");
        tool("jarsigner", "-keystore", store, "-storepass", "secret", jar.toString(), "acme");
    }

    @Test
    void aJarThatNobodySignedHasNoSigner() throws Exception {
        assertEquals(List.of(), read().signers());
        assertEquals(64, read().sha256().length());
    }

    @Test
    void whoSignedAllOfItIsItsSigner() throws Exception {
        sign();

        assertEquals(
                List.of("CN=Acme"),
                read().signers().stream()
                        .map(signer -> signer.getSubjectX500Principal().getName())
                        .toList());
        assertEquals("CN=Acme", Origins.of("file:rule.jar", read(), false).signer());
    }

    @Test
    void aJarThatWasChangedAfterItWasSignedIsRefused() throws Exception {
        sign();
        Path changed = directory.resolve("two.txt");
        Files.writeString(changed, "another rule");
        tool("jar", "uf", jar.toString(), "-C", directory.toString(), "two.txt");

        assertTrue(assertThrows(IOException.class, () -> read().signers())
                .getMessage()
                .startsWith("has a signature that does not fit"));
    }

    @Test
    void aFileThatWasAddedAfterItWasSignedMakesItUnsignedWhereverItIs() throws Exception {
        sign();
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("com.acme.Plugin"), "com.evil.Plugin");
        tool("jar", "uf", jar.toString(), "-C", directory.toString(), "META-INF/services/com.acme.Plugin");

        assertEquals(List.of(), read().signers());
    }

    @Test
    void filesOfMetaInfThatWereThereAreSigned() throws Exception {
        Path maven = Files.createDirectories(directory.resolve("META-INF/maven"));
        Files.writeString(maven.resolve("pom.properties"), "version=1");
        tool("jar", "uf", jar.toString(), "-C", directory.toString(), "META-INF/maven/pom.properties");
        sign();

        assertEquals(1, read().signers().size());
    }

    @Test
    void halfAJarIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(jar);
        for (int length = 0; length < whole.length; length += 7) {
            RuleJar part = RuleJar.of(Arrays.copyOf(whole, length));
            assertThrows(IOException.class, part::signers, "of length " + length);
        }
    }
}
