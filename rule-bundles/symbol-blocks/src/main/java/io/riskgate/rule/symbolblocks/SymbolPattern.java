package io.riskgate.rule.symbolblocks;

import io.riskgate.api.rule.Settings;
import java.util.Locale;

/**
 * A symbol, or a pattern of symbols, that is not traded.
 *
 * @param glob upper-case; {@code *} stands for any run of characters, {@code ?} for one
 */
record SymbolPattern(String glob) {
    /** The pattern, or null if {@code text} is none; a symbol without wildcards goes through the aliases. */
    static SymbolPattern readOrNull(String text, Settings settings) {
        String symbol = settings.symbolOrNull(text);
        if (symbol == null) {
            return null;
        }
        boolean plain = text.indexOf('*') < 0 && text.indexOf('?') < 0;
        return new SymbolPattern(plain ? symbol : text.toUpperCase(Locale.ROOT));
    }

    /** Whether the whole of {@code root} matches; the empty root matches nothing. */
    boolean matches(String root) {
        int star = -1;
        int afterStar = 0;
        int i = 0;
        int at = 0;
        while (at < root.length()) {
            if (i < glob.length() && glob.charAt(i) == '*') {
                star = i++;
                afterStar = at;
            } else if (i < glob.length() && (glob.charAt(i) == '?' || glob.charAt(i) == root.charAt(at))) {
                i++;
                at++;
            } else if (star >= 0) {
                i = star + 1;
                at = ++afterStar;
            } else {
                return false;
            }
        }
        while (i < glob.length() && glob.charAt(i) == '*') {
            i++;
        }
        return !root.isEmpty() && i == glob.length();
    }
}
