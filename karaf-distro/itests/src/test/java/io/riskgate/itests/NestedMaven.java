package io.riskgate.itests;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Maven as the author of a rule runs it after {@code mvn install} of Riskgate, without a network: on a local repository
 * of its own that holds what an author needs of Riskgate, and takes everything else from the one of this build.
 */
final class NestedMaven {

    private static final long TIMEOUT_SECONDS = 300;
    private static final Path SOURCES = Path.of(System.getProperty("riskgate.sources", "../.."));
    private static final String VERSION = System.getProperty("riskgate.version");

    private final Path repository;
    private final Path settings;

    /** Prepares the repository {@code name} under {@code target}. */
    NestedMaven(String name) throws IOException {
        repository = Path.of("target", name).toAbsolutePath();
        install("io.riskgate", "riskgate", VERSION, Map.of(".pom", sources().resolve("pom.xml")));
        for (String module : List.of("api", "testkit", "rule-archetype")) {
            Path directory = sources().resolve("platform").resolve(module);
            install(
                    "io.riskgate",
                    module,
                    VERSION,
                    Map.of(
                            ".pom", directory.resolve("pom.xml"),
                            ".jar", directory.resolve("target/" + module + "-" + VERSION + ".jar")));
        }
        settings = repository.resolveSibling(name + "-settings.xml");
        Files.writeString(
                settings,
                settings(Path.of(System.getProperty("maven.repo.local")).toUri()));
    }

    /** Riskgate's own sources. */
    static Path sources() {
        return SOURCES.toAbsolutePath().normalize();
    }

    Path repository() {
        return repository;
    }

    /**
     * Puts files into the repository, as {@code mvn install} does.
     *
     * @param files by what follows the version in their names: {@code .jar}
     */
    void install(String group, String artifact, String version, Map<String, Path> files) throws IOException {
        Path to = repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version);
        Files.createDirectories(to);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Files.copy(
                    file.getValue(),
                    to.resolve(artifact + "-" + version + file.getKey()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Runs Maven in {@code directory}; what it printed. Fails if Maven does. */
    String run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("maven", ".out");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                    "--settings",
                    settings.toString(),
                    "--global-settings",
                    settings.toString(),
                    "-Dmaven.repo.local=" + repository));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(out));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + Files.readString(out));
            }
            return Files.readString(out);
        } finally {
            Files.delete(out);
        }
    }

    private static String settings(URI everything) {
        String repository = "<id>central</id><url>" + everything + "</url>"
                + "<releases><checksumPolicy>ignore</checksumPolicy></releases>"
                + "<snapshots><enabled>false</enabled></snapshots>";
        return """
                <settings>
                    <mirrors>
                        <mirror><id>build</id><mirrorOf>*</mirrorOf><url>%1$s</url></mirror>
                    </mirrors>
                    <profiles>
                        <profile>
                            <id>build</id>
                            <activation><activeByDefault>true</activeByDefault></activation>
                            <repositories><repository>%2$s</repository></repositories>
                            <pluginRepositories><pluginRepository>%2$s</pluginRepository></pluginRepositories>
                        </profile>
                    </profiles>
                </settings>
                """
                .formatted(everything, repository);
    }
}
