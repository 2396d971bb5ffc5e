package io.riskgate.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.overrideJUnitBundles;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.useOwnKarafExamSystemConfiguration;

import io.riskgate.itests.internal.JupiterInvoker;
import java.io.File;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.options.extra.VMOption;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Runs the {@code @Test} methods of a class inside the assembled distribution, one container a class. The class exists
 * twice: here, where each of its methods is only handed on and every constructor parameter is null, and in the
 * container, where a parameter is the probe's {@link BundleContext} or a service and the life-cycle methods run.
 */
final class InKaraf implements BeforeAllCallback, AfterAllCallback, ParameterResolver, InvocationInterceptor {

    private static final Duration SERVICE_TIMEOUT = Duration.ofSeconds(10);

    private final Map<Method, TestAddress> addresses = new HashMap<>();
    private TestContainer container;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (inContainer()) {
            return;
        }
        ExamSystem system = PaxExamRuntime.createTestSystem(options());
        TestProbeBuilder probe = system.createProbe();
        Class<?> testClass = context.getRequiredTestClass();
        for (Method test :
                AnnotationSupport.findAnnotatedMethods(testClass, Test.class, HierarchyTraversalMode.TOP_DOWN)) {
            addresses.put(test, probe.addTest(testClass, test.getName()));
        }
        container = PaxExamRuntime.createContainer(system).start();
        container.installProbe(probe.build().getStream());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return true;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (!inContainer()) {
            return null;
        }
        Class<?> type = parameter.getParameter().getType();
        BundleContext probe = FrameworkUtil.getBundle(InKaraf.class).getBundleContext();
        return type == BundleContext.class ? probe : service(probe, type);
    }

    private static Object service(BundleContext probe, Class<?> type) {
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(probe, type, null);
        tracker.open();
        try {
            Object service = tracker.waitForService(SERVICE_TIMEOUT.toMillis());
            if (service == null) {
                throw new ParameterResolutionException("no service " + type.getName() + " after " + SERVICE_TIMEOUT);
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted while waiting for " + type.getName(), e);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (inContainer()) {
            invocation.proceed();
        } else {
            container.call(addresses.get(method.getExecutable()));
            invocation.skip();
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation);
    }

    private static void onlyInContainer(Invocation<Void> invocation) throws Throwable {
        if (inContainer()) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }

    private static boolean inContainer() {
        return FrameworkUtil.getBundle(InKaraf.class) != null;
    }

    private static Option[] options() {
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(Distribution.archive().toUri().toString())
                        .unpackDirectory(new File("target/exam"))
                        .useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                overrideJUnitBundles(),
                useOwnKarafExamSystemConfiguration("jupiter"),
                keepRuntimeFolder(),
                doNotModifyLogConfiguration(),
                systemTimeout(120_000),
                new VMOption("--patch-module=java.base=" + Distribution.endorsed("locator")),
                new VMOption("--patch-module=java.xml=" + Distribution.endorsed("java.xml")),
                new VMOption("--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED"),
                new VMOption("--add-reads=java.xml=java.logging"),
                new VMOption("-Driskgate.ssh.port=" + Distribution.freePort()),
                new VMOption("-Driskgate.recordings=" + Distribution.recordings()),
                new VMOption("-Driskgate.faults=" + Boolean.getBoolean("riskgate.faults")),
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.localRepository",
                        System.getProperty("maven.repo.local"))));
        for (String type : List.of(
                "org.apiguardian.api.API",
                "org.opentest4j.AssertionFailedError",
                "org.junit.platform.commons.JUnitException",
                "org.junit.platform.engine.TestEngine",
                "org.junit.platform.launcher.Launcher",
                "org.junit.jupiter.api.Test",
                "org.junit.jupiter.engine.JupiterTestEngine",
                JupiterInvoker.class.getName())) {
            options.add(bundle(Distribution.jarOf(type)));
        }
        return options.toArray(Option[]::new);
    }
}
