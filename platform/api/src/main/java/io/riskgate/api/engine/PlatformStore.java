package io.riskgate.api.engine;

import java.io.IOException;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The platform's store: journal, archive, images, high-water mark and mirror. Safe in all threads; events go on
 * meanwhile.
 */
@ProviderType
public interface PlatformStore {
    /**
     * Reads every file and checks it; takes as long as that takes, and changes nothing.
     *
     * @throws IOException if a file cannot be read, or the store is not open
     */
    StoreReport verify() throws IOException;

    /**
     * What was with an account, as far back as {@code historyFor} reaches.
     *
     * @param account the account; one that never was has an empty history
     * @param since from when on
     * @throws IOException if the journal cannot be read, or the store is not open
     */
    AccountHistory history(String account, Instant since) throws IOException;

    /**
     * Puts right what is damaged and also elsewhere: in the mirror, or in what an image is made of. Each damaged file is
     * kept. What nothing else has is left as it is.
     *
     * @throws IOException if a file cannot be read or written, or the store is not open
     */
    StoreRepair repair() throws IOException;
}
