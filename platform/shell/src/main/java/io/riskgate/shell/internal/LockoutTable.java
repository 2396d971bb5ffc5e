package io.riskgate.shell.internal;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.shell.internal.Report.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How lockouts are shown. */
final class LockoutTable {
    private LockoutTable() {}

    /** What ends a lockout. */
    private enum End {
        EXPIRED("by time"),
        RESET("at the daily reset"),
        CONDITION("when trading is enabled again"),
        UNKNOWN("see the reason");

        private final String words;

        End(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** The columns, with the time left at {@code now}. */
    static List<Column<Lockout>> columns(Instant now) {
        return List.of(
                new Column<>("Account", "account", Lockout::account),
                new Column<>("Kind", "kind", Lockout::kind),
                new Column<>("Rule", "rule", Lockout::rule),
                new Column<>("Since", "since", Lockout::createdAt),
                new Column<>("Until", "until", Lockout::end),
                new Column<>("Left", "remainingSeconds", lockout -> remaining(lockout, now)),
                new Column<>("Ends", "endsBy", LockoutTable::end),
                new Column<>("Reason", "reason", Lockout::reason));
    }

    /** The time left at {@code now}, or null if the lockout has no end in time. */
    static Duration remaining(Lockout lockout, Instant now) {
        if (lockout.end() == null) {
            return null;
        }
        Duration left = Duration.between(now, lockout.end());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static End end(Lockout lockout) {
        if (lockout.kind() == LockoutKind.CONDITION) {
            return End.CONDITION;
        }
        if (lockout.end() == null) {
            return End.UNKNOWN;
        }
        return lockout.untilReset() ? End.RESET : End.EXPIRED;
    }
}
