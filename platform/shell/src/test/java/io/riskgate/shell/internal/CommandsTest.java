package io.riskgate.shell.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final Path ACL =
            Path.of("../../karaf-distro/assembly/src/main/resources/etc/org.apache.karaf.command.acl.risk.cfg");

    @Test
    void areAllThere() {
        assertEquals(
                Set.of(
                        "status",
                        "commands",
                        "rules",
                        "rule",
                        "lockouts",
                        "lockout",
                        "accounts",
                        "account",
                        "replay",
                        "paper-play",
                        "history",
                        "store-verify",
                        "store-repair",
                        "rule-install",
                        "rule-upgrade",
                        "rule-rollback",
                        "rule-remove",
                        "rule-diff",
                        "rule-promote"),
                commands().stream().map(CommandsTest::name).collect(Collectors.toSet()));
    }

    @Test
    void haveScopeNameAndDescription() {
        assertAll(commands().stream().map(type -> () -> {
            Command command = type.getAnnotation(Command.class);
            assertEquals("risk", command.scope(), type.getName());
            assertTrue(command.name().matches("[a-z]+(-[a-z]+)?"), type.getName());
            assertFalse(command.description().isBlank(), type.getName());
            assertTrue(type.isAnnotationPresent(Service.class), type.getName());
            assertTrue(Action.class.isAssignableFrom(type), type.getName());
        }));
    }

    @Test
    void areNamedInTheAccessControlListOfTheDistribution() throws IOException {
        Assumptions.assumeTrue(Files.exists(ACL), "the distribution is not in this tree");
        Properties roles = new Properties();
        try (Reader reader = Files.newBufferedReader(ACL)) {
            roles.load(reader);
        }

        List<String> missing = commands().stream()
                .map(CommandsTest::name)
                .filter(name -> roles.stringPropertyNames().stream()
                        .noneMatch(pattern -> name.matches(pattern.replace("*", ".*"))))
                .toList();

        assertEquals(List.of(), missing);
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Command.class).name();
    }

    private static List<Class<?>> commands() {
        return RiskShell.classes()
                .filter(type -> type.isAnnotationPresent(Command.class))
                .toList();
    }
}
