package io.riskgate.core.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.recording.RecordedLine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublicRecordingsTest {
    @ParameterizedTest
    @MethodSource("recordings")
    void allLinesAreAcceptedButTheOneOfAnUnknownType(Path recording) throws IOException, InterruptedException {
        List<RecordedLine> lines = new ArrayList<>();

        new RecordingReader().read(recording, lines::add);

        boolean hasBadLine = recording.getFileName().toString().equals("BL-01.jsonl");
        assertEquals(Files.readAllLines(recording).size(), lines.size());
        assertEquals(
                hasBadLine ? List.of(4) : List.of(),
                lines.stream()
                        .filter(RecordedLine.Rejected.class::isInstance)
                        .map(RecordedLine::number)
                        .toList(),
                lines::toString);
    }

    static List<Path> recordings() throws IOException, URISyntaxException {
        Path directory =
                Path.of(PublicRecordingsTest.class.getResource("/recordings").toURI());
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
