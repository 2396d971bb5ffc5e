package io.riskgate.core.internal.recording;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A second opinion on what is one JSON object without repeated names, written from the grammar. */
final class StrictJson {
    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** The fields of the object, each value as it is written, or null if {@code text} is no such object. */
    static Map<String, String> fieldsOrNull(String text) {
        StrictJson json = new StrictJson(text);
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            json.space();
            json.object(fields);
            json.space();
            return json.at == text.length() ? fields : null;
        } catch (Malformed e) {
            return null;
        }
    }

    private void object(Map<String, String> fields) throws Malformed {
        expect('{');
        space();
        Set<String> names = new HashSet<>();
        boolean more = !take('}');
        while (more) {
            space();
            String name = string();
            require(names.add(name));
            space();
            expect(':');
            space();
            int start = at;
            value();
            fields.put(name, text.substring(start, at));
            space();
            more = take(',');
            if (!more) {
                expect('}');
            }
        }
    }

    private void array() throws Malformed {
        expect('[');
        space();
        boolean more = !take(']');
        while (more) {
            space();
            value();
            space();
            more = take(',');
            if (!more) {
                expect(']');
            }
        }
    }

    private void value() throws Malformed {
        switch (peek()) {
            case '{' -> object(new LinkedHashMap<>());
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void word(String word) throws Malformed {
        for (char letter : word.toCharArray()) {
            expect(letter);
        }
    }

    private void number() throws Malformed {
        take('-');
        if (!take('0')) {
            digits();
        }
        if (take('.')) {
            digits();
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits();
        }
    }

    private void digits() throws Malformed {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        require(at > start);
    }

    private String string() throws Malformed {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (!take('"')) {
            char c = peek();
            require(c >= ' ' && at < text.length());
            at++;
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() throws Malformed {
        char c = peek();
        at++;
        if (c == 'u') {
            require(at + 4 <= text.length());
            String code = text.substring(at, at + 4);
            require(code.matches("[0-9a-fA-F]{4}"));
            at += 4;
            return (char) Integer.parseInt(code, 16);
        }
        int index = "\"\\/bfnrt".indexOf(c);
        require(index >= 0);
        return "\"\\/\b\f\n\r\t".charAt(index);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\uffff';
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) throws Malformed {
        require(take(c));
    }

    private static void require(boolean holds) throws Malformed {
        if (!holds) {
            throw new Malformed();
        }
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
    }
}
