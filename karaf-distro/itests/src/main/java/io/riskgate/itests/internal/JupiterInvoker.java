package io.riskgate.itests.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Component;

/** Runs one test method of the probe bundle with JUnit 5, inside the container. */
@Component(property = "driver=jupiter")
public final class JupiterInvoker implements ProbeInvokerFactory {

    private static final LauncherConfig JUPITER_ONLY = LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .build();

    /** {@code instruction} is {@code <class name>;<method name>}, {@code context} the probe's bundle context. */
    @Override
    public ProbeInvoker createProbeInvoker(Object context, String instruction) {
        Bundle probe = ((BundleContext) context).getBundle();
        String[] classAndMethod = instruction.split(";");
        return arguments -> run(probe, classAndMethod[0], classAndMethod[1]);
    }

    private static void run(Bundle probe, String className, String methodName) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectMethod(probe.loadClass(className), methodName))
                    .build();
            LauncherFactory.create(JUPITER_ONLY).execute(request, summary);
        } catch (ClassNotFoundException e) {
            throw new TestContainerException(e);
        }
        summary.getSummary().getFailures().stream().findFirst().ifPresent(failure -> {
            throw new AssertionError(failure.getException().toString(), failure.getException());
        });
        if (summary.getSummary().getTestsSucceededCount() != 1) {
            throw new AssertionError(className + "." + methodName + " did not run in the container");
        }
    }
}
