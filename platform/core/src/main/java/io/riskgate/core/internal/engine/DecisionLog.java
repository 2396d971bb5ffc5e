package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** Writes decisions to the log, one line each, in the words of the contract. Called on one thread at a time. */
final class DecisionLog {
    private static final Duration ONCE_A = Duration.ofSeconds(1);

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    private final Logger log;
    private final UnaryOperator<String> codes;
    private final Map<String, Instant> lastBlocked = new HashMap<>();

    /** A log that names rules by {@code codes}, which gives the code of an id, or null. */
    DecisionLog(Logger log, UnaryOperator<String> codes) {
        this.log = log;
        this.codes = codes;
    }

    private void info(String format, Object... words) {
        log.info(format, visible(words));
    }

    private void warn(String format, Object... words) {
        log.warn(format, visible(words));
    }

    private void error(String format, Object... words) {
        log.error(format, visible(words));
    }

    /** The same with escapes for what would end the line or steer a terminal: names and texts come from others. */
    private static Object[] visible(Object... words) {
        return Stream.of(words)
                .map(word -> CONTROL.matcher(String.valueOf(word))
                        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0))))
                .toArray();
    }

    /** Writes what was decided in one go. */
    void write(List<Decision> decisions) {
        StringBuilder plan = new StringBuilder();
        Decision.Commanded first = null;
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Commanded command && command.attempt() == 1 && samePlan(first, command)) {
                plan.append(first == null ? "" : ", ").append(words(command));
                first = first == null ? command : first;
                continue;
            }
            first = flush(plan, first);
            if (decision instanceof Decision.Commanded command) {
                if (command.attempt() == 1) {
                    plan.append(words(command));
                    first = command;
                } else {
                    info("ENFORCING again (attempt {}): {} ({})", command.attempt(), words(command), by(command));
                }
            } else {
                write(decision);
            }
        }
        flush(plan, first);
    }

    private static boolean samePlan(Decision.Commanded first, Decision.Commanded command) {
        return first == null
                || first.account().equals(command.account())
                        && first.rule().equals(command.rule())
                        && first.guard() == command.guard();
    }

    private Decision.Commanded flush(StringBuilder plan, Decision.Commanded first) {
        if (first != null) {
            warn("ENFORCING: {} ({})", plan, by(first));
            plan.setLength(0);
        }
        return null;
    }

    private static String by(Decision.Commanded command) {
        return command.guard() ? "lock guard, " + command.rule() : command.rule();
    }

    private static String words(Decision.Commanded command) {
        StringBuilder words = new StringBuilder(command.command().name());
        if (command.quantity() != null) {
            words.append(' ').append(command.quantity()).append(" of");
        }
        if (command.orderId() != null) {
            words.append(' ').append(command.orderId());
        } else if (command.contract() != null) {
            words.append(' ').append(command.contract());
        }
        if (command.stopPrice() != null) {
            words.append(" to ").append(command.stopPrice());
        }
        return words.toString();
    }

    private void write(Decision decision) {
        if (decision instanceof Decision.Violation violation) {
            String code = codes.apply(violation.rule());
            warn("VIOLATION: {}{} - {}", violation.rule(), code == null ? "" : " (" + code + ")", violation.message());
        } else if (decision instanceof Decision.Locked locked) {
            warn(
                    "Account {} locked until {}: {}",
                    locked.account(),
                    until(locked.lockout().end()),
                    locked.lockout().reason());
        } else if (decision instanceof Decision.Blocked blocked) {
            blocked(blocked);
        } else if (decision instanceof Decision.LockoutEnded ended) {
            info("Lockout ended: account {}, {} ({})", ended.account(), ended.rule(), ended.cause());
        } else if (decision instanceof Decision.CommandResult result) {
            info(
                    "{} {} of account {} (attempt {})",
                    result.command(),
                    result.outcome(),
                    result.account(),
                    result.attempt());
        } else if (decision instanceof Decision.Alert alert) {
            alert(alert);
        } else if (decision instanceof Decision.DayReset reset) {
            info(
                    "Trading day {} of account {} closed with {}",
                    reset.tradingDay(),
                    reset.account(),
                    reset.realized().toDollars());
        } else if (decision instanceof Decision.RuleChanged changed) {
            changed(changed);
        }
    }

    private void changed(Decision.RuleChanged changed) {
        String line = changed.rule() == null
                ? "Settings " + changed.change() + ": " + changed.note()
                : "Rule " + changed.rule() + " " + changed.change() + ": " + changed.note();
        switch (changed.change()) {
            case ACTIVE, WAITING, REPLACED -> info("{}", line);
            case REFUSED, REMOVED -> warn("{}", line);
            case FAULTED, QUARANTINED -> error("{}", line);
        }
    }

    private static String until(Instant end) {
        return end == null ? "its condition ends" : end.toString();
    }

    private void blocked(Decision.Blocked blocked) {
        Instant last = lastBlocked.get(blocked.account());
        if (last == null || Duration.between(last, blocked.time()).compareTo(ONCE_A) >= 0) {
            lastBlocked.put(blocked.account(), blocked.time());
            info(
                    "LOCKOUT ACTIVE ({}): {} - Skipping ALL {} rules - Reason: {}",
                    blocked.lockout().kind(),
                    blocked.event(),
                    blocked.skippedRules(),
                    blocked.lockout().reason());
        }
    }

    private void alert(Decision.Alert alert) {
        String who = alert.account() == null ? "" : " account " + alert.account();
        String by = alert.rule() == null ? "" : " (" + alert.rule() + ")";
        String line = alert.severity() + " " + alert.code() + who + by + ": " + alert.message();
        switch (alert.severity()) {
            case INFO -> info("{}", line);
            case WARNING -> warn("{}", line);
            case ERROR, CRITICAL -> error("{}", line);
        }
    }
}
