package io.riskgate.core.internal.recording;

import java.nio.charset.StandardCharsets;

/** What was there, short enough for a message. */
final class Excerpt {
    private static final int MAX_LENGTH = 100;
    private static final String CUT = "...";

    private Excerpt() {}

    /** At most 100 characters of {@code text}, encodable; the end of a longer one is left out. */
    static String of(String text) {
        if (!isCut(text)) {
            return encodable(text);
        }
        int end = MAX_LENGTH - CUT.length();
        boolean splitsPair = Character.isHighSurrogate(text.charAt(end - 1));
        return encodable(text.substring(0, splitsPair ? end - 1 : end)) + CUT;
    }

    /** Whether {@link #of} leaves something out. */
    static boolean isCut(String text) {
        return text.length() > MAX_LENGTH;
    }

    /** The same text with a question mark for every lone surrogate: what a UTF-8 file can hold. */
    static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
