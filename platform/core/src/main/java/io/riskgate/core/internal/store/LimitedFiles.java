package io.riskgate.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Files for reading, of a disk that may hang: a call that takes too long fails, and every one after it fails at once.
 * What hangs is left alone on a thread of its own. Used by one thread.
 */
final class LimitedFiles implements FileLayer {
    private static final ExecutorService CALLS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "riskgate-mirror-call");
                thread.setDaemon(true);
                return thread;
            });

    private final FileLayer files;
    private final Duration limit;
    private volatile boolean hangs;

    LimitedFiles(FileLayer files, Duration limit) {
        this.files = files;
        this.limit = limit;
    }

    /** Whether a call took too long, or is under way. */
    boolean hangs() {
        return hangs;
    }

    /** A call of the disk. */
    @FunctionalInterface
    interface Call<T> {
        T get() throws IOException, StoreRefused;
    }

    /** Begins a call that may hang. */
    static <T> Future<T> begin(Call<T> call) {
        return CALLS.submit(call::get);
    }

    /** What a call came to; an IOException when it is not back in time. */
    static <T> T await(Future<T> call, Duration limit) throws IOException, StoreRefused {
        try {
            return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hanging) {
            throw new IOException("its disk does not answer within %ds".formatted(limit.toSeconds()), hanging);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a disk was waited for");
        } catch (ExecutionException failure) {
            throw rethrown(failure.getCause());
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
        if (hangs) {
            throw new IOException("its disk did not answer before");
        }
        hangs = true;
        try {
            T result = await(begin(call), limit);
            hangs = false;
            return result;
        } catch (StoreRefused unexpected) {
            throw new IOException(unexpected.getMessage(), unexpected);
        } catch (IOException failure) {
            hangs = failure.getCause() instanceof TimeoutException || failure instanceof InterruptedIOException;
            throw failure;
        }
    }

    @Override
    public StoreFile open(String name) throws IOException {
        return new LimitedFile(within(() -> files.open(name)));
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
            if (hangs) {
                return;
            }
            within(() -> {
                file.close();
                return true;
            });
        }
    }
}
