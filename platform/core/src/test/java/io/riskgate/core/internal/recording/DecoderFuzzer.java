package io.riskgate.core.internal.recording;

/** What a coverage-guided fuzzer calls with every input it makes up. */
public final class DecoderFuzzer {
    private DecoderFuzzer() {}

    /** Reads the input as a recording; throws if anything is not as it must be. */
    public static void fuzzerTestOneInput(byte[] input) {
        RecordingFuzzTest.check(input);
    }
}
