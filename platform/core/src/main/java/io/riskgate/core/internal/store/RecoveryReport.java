package io.riskgate.core.internal.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What recovery, or a verification, found.
 *
 * @param image the image the state was taken from, relative to the store's directory
 * @param segments how many journal segments were read
 * @param records how many records of them were delivered
 * @param lastSequence the number of the last record
 * @param tornBytes the bytes of a last group that a crash left half written; it was never acknowledged and was dropped
 * @param damages every damage found, in the order of the journal
 */
public record RecoveryReport(
        Optional<String> image, int segments, long records, long lastSequence, long tornBytes, List<Damage> damages) {
    public RecoveryReport {
        damages = List.copyOf(damages);
    }

    /** Whether no fact is missing: there is no damage, or all of it was healed. */
    public boolean intact() {
        return damages.stream().allMatch(Damage::healed);
    }

    /** This report of a recovery without a mirror that could not be read, which may have what is missing. */
    RecoveryReport without(MirrorPlace mirror) {
        List<Damage> all = damages.stream()
                .map(damage -> damage.healed()
                        ? damage
                        : new Damage(
                                damage.file(),
                                damage.offset(),
                                "%s, and the mirror in %s cannot be read".formatted(damage.message(), mirror.name()),
                                false))
                .toList();
        return new RecoveryReport(image, segments, records, lastSequence, tornBytes, all);
    }

    /** This report of a recovery that began with an image. */
    RecoveryReport from(Optional<String> name) {
        return new RecoveryReport(name, segments, records, lastSequence, tornBytes, damages);
    }

    /** This report with what was found elsewhere put before its own damages. */
    RecoveryReport after(List<Damage> earlier) {
        List<Damage> all = Stream.concat(earlier.stream(), damages.stream()).toList();
        return new RecoveryReport(image, segments, records, lastSequence, tornBytes, all);
    }
}
