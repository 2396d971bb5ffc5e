package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Files for reading, of a disk that may hang: a call that takes too long fails, and every one after it fails at once.
 * What hangs is left alone on a thread of its own, and what it has open is closed when it is back. Used by one thread.
 */
final class LimitedFiles implements FileLayer {
    private static final Executor CALLS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "riskgate-mirror-call");
                thread.setDaemon(true);
                return thread;
            });

    private final FileLayer files;
    private final Patience patience;
    private volatile CompletableFuture<?> givenUp;

    LimitedFiles(FileLayer files, Patience patience) {
        this.files = files;
        this.patience = patience;
    }

    /** Whether a call took too long. Any thread. */
    boolean hangs() {
        return givenUp != null;
    }

    /** Whether the call that took too long is not back yet. Any thread. */
    boolean stillHangs() {
        CompletableFuture<?> call = givenUp;
        return call != null && !call.isDone();
    }

    /** A call of the disk. */
    @FunctionalInterface
    interface Call<T> {
        T get() throws IOException, StoreRefused;
    }

    /** Begins a call that may hang. */
    static <T> CompletableFuture<T> begin(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CALLS.execute(() -> {
            try {
                result.complete(call.get());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /** Closes what a call that was given up gives, once it is back; done after that. */
    static CompletableFuture<Void> closeLate(CompletableFuture<? extends Closeable> call) {
        return call.thenAcceptAsync(LimitedFiles::closeQuietly, CALLS);
    }

    private static void closeQuietly(Closeable late) {
        try {
            late.close();
        } catch (IOException unneeded) {
            // nobody waits for it any more, and nothing was written to it
        }
    }

    /** What a call came to; an IOException when it is not back in time. */
    static <T> T await(CompletableFuture<T> call, Patience patience) throws IOException, StoreRefused {
        try {
            patience.await(call);
            return call.get();
        } catch (TimeoutException hanging) {
            throw new IOException("its disk does not answer " + hanging.getMessage(), hanging);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a disk was waited for");
        } catch (ExecutionException failure) {
            throw rethrown(failure.getCause());
        }
    }

    /** What a call came to, which may take as long as this number changes; an IOException when that stands. */
    static <T> T awaitWhile(LongSupplier steps, CompletableFuture<T> call, Patience patience)
            throws IOException, StoreRefused {
        long before = steps.getAsLong();
        while (true) {
            try {
                return await(call, patience);
            } catch (IOException failure) {
                long now = steps.getAsLong();
                boolean late = failure.getCause() instanceof TimeoutException;
                if (!late || now == before && !call.isDone()) {
                    throw failure;
                }
                before = now;
            }
        }
    }

    private static IOException rethrown(Throwable cause) throws StoreRefused {
        if (cause instanceof StoreRefused refused) {
            throw refused;
        } else if (cause instanceof Error error) {
            throw error;
        } else if (cause instanceof IOException failure) {
            return failure;
        }
        return new IOException(cause);
    }

    private <T> T within(Call<T> call) throws IOException {
        return within(begun(call));
    }

    private <T> CompletableFuture<T> begun(Call<T> call) throws IOException {
        if (hangs()) {
            throw new IOException("its disk did not answer before");
        }
        return begin(call);
    }

    private <T> T within(CompletableFuture<T> call) throws IOException {
        try {
            return await(call, patience);
        } catch (StoreRefused unexpected) {
            throw new IOException(unexpected.getMessage(), unexpected);
        } catch (IOException failure) {
            if (failure.getCause() instanceof TimeoutException || failure instanceof InterruptedIOException) {
                givenUp = call;
            }
            throw failure;
        }
    }

    @Override
    public StoreFile open(String name) throws IOException {
        CompletableFuture<StoreFile> opening = begun(() -> files.open(name));
        try {
            return new LimitedFile(within(opening));
        } catch (IOException failure) {
            closeLate(opening);
            throw failure;
        }
    }

    @Override
    public boolean exists(String name) throws IOException {
        return within(() -> files.exists(name));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return within(() -> files.list(directory));
    }

    @Override
    public StoreFile create(String name) throws IOException {
        throw new IOException("not for writing: " + name);
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        throw new IOException("not for writing: " + directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw new IOException("not for writing: " + to);
    }

    @Override
    public void delete(String name) throws IOException {
        throw new IOException("not for writing: " + name);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        throw new IOException("not for writing: " + directory);
    }

    @Override
    public Closeable lock(String name) throws IOException {
        throw new IOException("not for writing: " + name);
    }

    private final class LimitedFile implements StoreFile {
        private final StoreFile file;

        LimitedFile(StoreFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            ByteBuffer own = ByteBuffer.allocate(bytes.remaining());
            int count = within(() -> file.read(own, position));
            bytes.put(own.flip());
            return count;
        }

        @Override
        public long size() throws IOException {
            return within(file::size);
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            throw new IOException("not for writing");
        }

        @Override
        public void force() throws IOException {
            throw new IOException("not for writing");
        }

        @Override
        public void truncate(long size) throws IOException {
            throw new IOException("not for writing");
        }

        @Override
        public void close() throws IOException {
            CompletableFuture<?> hanging = givenUp;
            if (hanging != null) {
                hanging.whenCompleteAsync((result, failure) -> closeQuietly(file), CALLS);
                return;
            }
            within(() -> {
                file.close();
                return true;
            });
        }
    }
}
