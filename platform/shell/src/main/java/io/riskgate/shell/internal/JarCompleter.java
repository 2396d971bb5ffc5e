package io.riskgate.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** Completes jars and directories. */
@Service
public final class JarCompleter extends FileCompleter {
    @Override
    protected boolean accept(Path path) {
        return super.accept(path) && (Files.isDirectory(path) || path.toString().endsWith(".jar"));
    }
}
