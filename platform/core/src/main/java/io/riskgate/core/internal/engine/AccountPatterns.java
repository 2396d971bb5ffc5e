package io.riskgate.core.internal.engine;

import io.riskgate.api.rule.Settings;
import java.util.List;

/**
 * The accounts a configuration is for: ids or globs, in which {@code *} stands for any run and {@code ?} for one
 * character.
 */
final class AccountPatterns {
    private final List<String> patterns;

    private AccountPatterns(List<String> patterns) {
        this.patterns = patterns;
    }

    /** Reads the key {@code accounts}, by default all. */
    static AccountPatterns read(Settings settings) {
        return new AccountPatterns(settings.list("accounts", "account ids or globs separated by commas", text -> text)
                .where("with at least one element", list -> !list.isEmpty())
                .orElse(List.of("*")));
    }

    /** The ids and globs as written. */
    List<String> patterns() {
        return patterns;
    }

    /**
     * How well it matches: -1 not at all, the most for the exact id, 0 for {@code *}, else one more than the number of
     * characters other than wildcards in the best glob.
     */
    int specificity(String account) {
        int best = -1;
        for (String pattern : patterns) {
            if (pattern.equals(account)) {
                return Integer.MAX_VALUE;
            }
            if (matches(pattern, 0, account, 0)) {
                int literal = pattern.equals("*") ? 0 : 1;
                for (int i = 0; i < pattern.length(); i++) {
                    char c = pattern.charAt(i);
                    literal += c == '*' || c == '?' ? 0 : 1;
                }
                best = Math.max(best, literal);
            }
        }
        return best;
    }

    private static boolean matches(String pattern, int p, String text, int t) {
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length()
                    && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))
                    && pattern.charAt(p) != '*') {
                p++;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
