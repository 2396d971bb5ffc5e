package io.riskgate.core.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the hashes of the store: SHA-256, or HMAC-SHA256 when a key is configured.
 *
 * <p>A seal is the hash, cut to 16 bytes, over the seal before and some bytes: it chains the records of the journal, so
 * that none can be changed, left out or moved without all later ones showing it. Used by one thread at a time.
 */
final class Sealer {
    static final int LENGTH = 16;

    private final boolean keyed;
    private final Hash hash;

    /** Seals with this key; none means a hash that anybody can make. */
    Sealer(Optional<byte[]> key) {
        keyed = key.isPresent();
        hash = provided(() -> key.isPresent() ? new KeyedHash(key.get()) : new PlainHash());
    }

    boolean keyed() {
        return keyed;
    }

    /** What the first record of a store is chained to. */
    byte[] genesis(UUID storeId) {
        byte[] text = ("riskgate store " + storeId).getBytes(StandardCharsets.US_ASCII);
        return seal(new byte[LENGTH], text, 0, text.length);
    }

    byte[] seal(byte[] before, byte[] bytes, int offset, int length) {
        update(before, 0, before.length);
        update(bytes, offset, length);
        return Arrays.copyOf(finish(), LENGTH);
    }

    /** Adds to the running hash that {@link #finish} gives and begins anew. */
    void update(byte[] bytes, int offset, int length) {
        hash.update(bytes, offset, length);
    }

    /** The whole hash, 32 bytes. */
    byte[] finish() {
        return hash.finish();
    }

    private static <T> T provided(Provided<T> algorithm) {
        try {
            return algorithm.get();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256 and HmacSHA256", missing);
        }
    }

    @FunctionalInterface
    private interface Provided<T> {
        T get() throws GeneralSecurityException;
    }

    private interface Hash {
        void update(byte[] bytes, int offset, int length);

        byte[] finish();
    }

    private static final class PlainHash implements Hash {
        private final MessageDigest digest;

        PlainHash() throws GeneralSecurityException {
            digest = MessageDigest.getInstance("SHA-256");
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }
    }

    private static final class KeyedHash implements Hash {
        private final Mac mac;

        KeyedHash(byte[] key) throws GeneralSecurityException {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            mac.update(bytes, offset, length);
        }

        @Override
        public byte[] finish() {
            return mac.doFinal();
        }
    }
}
