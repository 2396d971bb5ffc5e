package io.riskgate.core.internal.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** A framework with bundles that know their name, place, jar and components, and no more. */
final class Bundles {
    private final Path cache;
    private final List<Bundle> all = new ArrayList<>();

    Bundles(Path cache) {
        this.cache = cache;
    }

    /** The context of a bundle: it sees all. */
    BundleContext context(Bundle owner) {
        return (BundleContext) proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundles" -> all.toArray(Bundle[]::new);
            case "getBundle" -> arguments == null ? owner : at((String) arguments[0]);
            case "installBundle" -> installed(
                    "com.acme", (String) arguments[0], ((InputStream) arguments[1]).readAllBytes());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    Bundle at(String location) {
        return all.stream()
                .filter(bundle -> bundle.getLocation().equals(location))
                .findFirst()
                .orElse(null);
    }

    /** One made of {@code jar}, with components described by {@code components}. */
    Bundle installed(String name, String location, byte[] jar, URL... components) throws IOException {
        Path copy = Files.createDirectories(cache.resolve("bundle" + all.size()).resolve("version0.0"))
                .resolve("bundle.jar");
        Files.write(copy, jar);
        Path data = Files.createDirectories(cache.resolve("bundle" + all.size()).resolve("data"));
        InvocationHandler handler = (self, method, arguments) -> switch (method.getName()) {
            case "getSymbolicName", "toString" -> name;
            case "getLocation" -> location;
            case "getBundleId" -> 1L;
            case "getVersion" -> Version.emptyVersion;
            case "getState" -> Bundle.ACTIVE;
            case "getDataFile" -> data.toFile();
            case "getEntryPaths" -> paths(components);
            case "getEntry" -> components[Integer.parseInt(((String) arguments[0]).replaceAll("\\D", ""))];
            case "update" -> Files.copy(
                    (InputStream) arguments[0],
                    Files.createDirectories(data.resolveSibling("version1.0")).resolve("bundle.jar"));
            case "uninstall" -> all.remove(self);
            case "equals" -> self == arguments[0];
            case "hashCode" -> location.hashCode();
            default -> throw new UnsupportedOperationException(method.getName());
        };
        Bundle bundle = (Bundle) proxy(Bundle.class, handler);
        all.add(bundle);
        return bundle;
    }

    private static Enumeration<String> paths(URL... components) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            paths.add("OSGI-INF/" + i + ".xml");
        }
        return paths.isEmpty() ? null : Collections.enumeration(paths);
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            Object result = handler.invoke(self, method, arguments);
            return method.getReturnType() == void.class ? null : result;
        });
    }
}
