package io.riskgate.core.internal.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where the files of a store are, below its directory. */
final class Layout {
    /** All data; a new store moves it aside as a whole. */
    static final String LIVE = "live";

    static final String JOURNAL = LIVE + "/journal";
    static final String ARCHIVE = LIVE + "/archive";
    static final String IMAGES = LIVE + "/images";
    static final String HISTORY = LIVE + "/history";
    static final String DAMAGED = LIVE + "/damaged";
    static final String LOCK = "lock";

    private static final String SEGMENT_TAIL = ".seg";
    private static final String SEGMENT_NAME = "\\d{10}\\.seg";

    private Layout() {}

    static String segment(String directory, long number) {
        return "%s/%010d%s".formatted(directory, number, SEGMENT_TAIL);
    }

    /** The number in the name of a segment, 0 for another file. */
    static long numberOf(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.matches(SEGMENT_NAME) ? Long.parseLong(last.substring(0, 10)) : 0;
    }

    /** Where this segment is, in the journal or in its archive; empty when it is in neither. */
    static Optional<String> find(FileLayer files, long number) throws IOException {
        for (String directory : List.of(JOURNAL, ARCHIVE)) {
            String name = segment(directory, number);
            if (files.exists(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The numbers of the segments in a directory, in order. */
    static List<Long> segments(FileLayer files, String directory) throws IOException {
        return files.list(directory).stream()
                .filter(name -> name.matches(SEGMENT_NAME))
                .map(name -> Long.valueOf(name.substring(0, 10)))
                .sorted()
                .toList();
    }

    /** The numbers of all segments, in the journal or its archive, in order. */
    static List<Long> all(FileLayer files) throws IOException {
        TreeSet<Long> all = new TreeSet<>(segments(files, ARCHIVE));
        all.addAll(segments(files, JOURNAL));
        return List.copyOf(all);
    }

    /** The number of the newest segment, 0 for none. */
    static long newestSegment(FileLayer files) throws IOException {
        List<Long> journal = segments(files, JOURNAL);
        List<Long> archive = segments(files, ARCHIVE);
        return Math.max(last(journal), last(archive));
    }

    private static long last(List<Long> numbers) {
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }
}
