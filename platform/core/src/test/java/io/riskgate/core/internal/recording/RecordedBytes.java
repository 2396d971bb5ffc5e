package io.riskgate.core.internal.recording;

import io.riskgate.api.recording.RecordedLine;
import java.util.List;

/** Recordings in memory, for tests of what comes after the reading. */
public final class RecordedBytes {
    private RecordedBytes() {}

    /** The lines of a recording, rejected ones too. */
    public static List<RecordedLine> read(byte[] recording) {
        return Reading.bytes(recording);
    }
}
