package io.riskgate.testkit;

import static io.riskgate.api.OrderSide.SELL;
import static io.riskgate.api.OrderType.STOP;
import static io.riskgate.api.PositionSide.LONG;
import static io.riskgate.api.PositionSide.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.rule.AccountView;
import io.riskgate.api.rule.OrderView;
import io.riskgate.api.rule.PositionView;
import io.riskgate.api.rule.RiskRule;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.component.annotations.Component;

/** A rule that was compiled against the first release of the API runs on this one. */
class FirstReleaseTest {
    private static final Path RELEASED = Path.of("../api/baseline/io/riskgate/api/0.9.0/api-0.9.0.jar");
    private static final Path SOURCE =
            Path.of("src/test/resources/api-0.9.0/com/acme/firstrelease/FirstReleaseRule.java");
    private static final String MNQ = "CON.F.US.MNQ.Z25";
    private static final String ES = "CON.F.US.EP.Z25";

    @TempDir
    private Path classes;

    private URLClassLoader loader;
    private Class<?> type;

    @BeforeEach
    void givenItsClass() throws Exception {
        Path annotations = Path.of(Component.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of(
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-cp",
                                RELEASED + System.getProperty("path.separator") + annotations),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(SOURCE))
                .call();
        assertTrue(compiled, said::toString);
        loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        type = loader.loadClass("com.acme.firstrelease.FirstReleaseRule");
    }

    @AfterEach
    void closeItsLoader() throws Exception {
        loader.close();
    }

    @Test
    void readsEveryKindOfSettings() throws Exception {
        RuleFixture.of(rule())
                .with(settings())
                .accepts("limit", "2")
                .refuses("limit", "0")
                .refuses("severity", "loud");
    }

    @Test
    void judgesAnAccountThatHasEverything() throws Exception {
        busy().onPosition(ES)
                .violates("2 instruments open, limit is 1")
                .measured(2, 1)
                .remembers("times", "1");
        busy().onOrder("stop-1").violates("2 instruments open, limit is 1");
        busy().onQuote(MNQ).violates("2 instruments open, limit is 1");
        busy().closes(ES).onPosition(ES).violatesNothing();
    }

    @Test
    void asksForEveryAction() throws Exception {
        AccountView account = busy().view();

        Object actions = type.getMethod("everythingElse", PositionView.class, OrderView.class, AccountView.class)
                .invoke(null, account.positions().get(0), account.orders().get(0), account);

        assertEquals(9, ((List<?>) actions).size());
    }

    private AccountFixture busy() throws Exception {
        return RuleFixture.of(rule())
                .with(settings())
                .account("13298777")
                .holds(MNQ, LONG, 2, "21000")
                .holds(ES, SHORT, 1, "6000")
                .works("stop-1", MNQ, SELL, STOP, 2, "20990")
                .quotes(MNQ, "21001")
                .realized("-50");
    }

    private RiskRule rule() throws ReflectiveOperationException {
        return (RiskRule) type.getConstructor().newInstance();
    }

    private static Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("limit", "1"),
                Map.entry("loss", "-170.00"),
                Map.entry("strict", "true"),
                Map.entry("wait", "30s"),
                Map.entry("grace", "0s"),
                Map.entry("lockFor", "5m"),
                Map.entry("from", "08:30"),
                Map.entry("holidays", "2025-12-25"),
                Map.entry("timezone", "America/New_York"),
                Map.entry("severity", "warning"),
                Map.entry("name", "acme"),
                Map.entry("symbols", "MNQ,ES"),
                Map.entry("steps", "1.5,2"));
    }
}
