package io.riskgate.core.internal.engine;

import io.riskgate.api.Severity;
import io.riskgate.api.engine.Decision;
import io.riskgate.core.internal.store.Alarm;
import io.riskgate.core.internal.store.Damage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Turns what is wrong with the store into alerts, one for each time it begins and ends. Safe in all threads. */
final class StoreWatch implements Alarm {
    private final InstantSource clock;
    private final Consumer<List<Decision>> sink;
    private volatile String writing;
    private volatile String imaging;
    private volatile String mirroring;
    private volatile String damage;
    private boolean mirrorStands;

    StoreWatch(InstantSource clock, Consumer<List<Decision>> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** What is wrong now, or null. */
    String alarm() {
        return Stream.of(writing, damage, mirroring, imaging)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Something was damaged at the start. */
    void damaged(Damage found) {
        if (found.healed()) {
            alert(Severity.WARNING, "STORE_HEALED", "damage was found, nothing is missing: " + found);
        } else {
            damage = damage == null ? "the store is damaged: " + found : damage;
            alert(Severity.CRITICAL, "STORE_DAMAGED", "every account is locked: " + found);
        }
    }

    @Override
    public void onWriteFailed(IOException failure) {
        boolean begins = writing == null;
        writing = "the journal cannot be written, trying again until it succeeds: " + failure;
        if (begins) {
            alert(Severity.CRITICAL, "STORE_FAILED", writing);
        }
    }

    @Override
    public void onWriteRecovered() {
        writing = null;
        alert(Severity.INFO, "STORE_RECOVERED", "the journal can be written again, nothing is missing in it");
    }

    @Override
    public void onAcknowledgementFailed(RuntimeException failure) {
        alert(Severity.ERROR, "STORE_FAILED", "an acknowledgement failed: " + failure);
    }

    @Override
    public void onImageFailed(IOException failure) {
        boolean begins = imaging == null;
        imaging = "an image could not be made, the journal is unharmed: " + failure;
        if (begins) {
            alert(Severity.ERROR, "IMAGE_FAILED", imaging);
        }
    }

    @Override
    public void onMirrorFailed(IOException failure) {
        mirrorFails("the mirror cannot be written, the journal is unharmed: " + failure.getMessage());
    }

    /** The mirror does not say that it fails, and does not come on either. */
    void mirrorStands(long behind) {
        mirrorStands |= mirroring == null;
        mirrorFails("the mirror does not come on, it has %s"
                .formatted(behind == 0 ? "older images than the store" : behind + " records less than the journal"));
    }

    /** The mirror comes on. */
    void mirrorMoves() {
        if (mirrorStands) {
            mirrorStands = false;
            onMirrorRecovered();
        }
    }

    private void mirrorFails(String what) {
        boolean begins = mirroring == null;
        mirroring = what;
        if (begins) {
            alert(Severity.ERROR, "MIRROR_FAILED", what);
        }
    }

    @Override
    public void onMirrorBehind(long records) {
        alert(
                Severity.WARNING,
                "MIRROR_BEHIND",
                "the mirror had %d records less than the journal, they are being copied".formatted(records));
    }

    @Override
    public void onMirrorRecovered() {
        if (mirroring != null) {
            mirroring = null;
            alert(Severity.INFO, "MIRROR_RECOVERED", "the mirror has all that the journal has");
        }
    }

    /** An image was made. */
    void imageMade() {
        imaging = null;
    }

    private void alert(Severity severity, String code, String message) {
        sink.accept(List.of(new Decision.Alert(clock.instant(), null, null, severity, code, message)));
    }
}
