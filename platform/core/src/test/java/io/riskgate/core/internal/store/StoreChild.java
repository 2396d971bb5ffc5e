package io.riskgate.core.internal.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that writes a store until it dies, and says on its output what was acknowledged: the oracle is
 * outside of the JVM that dies.
 */
final class StoreChild {
    private StoreChild() {}

    /**
     * Directory, number of the operation before which to halt (0 for never), first fact, last fact, seed; then, where
     * there is one, the directory of a mirror, and "repair" for a child that does nothing but repair.
     */
    public static void main(String[] arguments) throws Exception {
        int haltAt = Integer.parseInt(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        int last = Integer.parseInt(arguments[3]);
        int[] operations = {0};
        FaultFiles files = new FaultFiles(new DiskFiles(Path.of(arguments[0])), (operation, name) -> {
            operations[0]++;
            if (operations[0] == haltAt) {
                Runtime.getRuntime().halt(9);
            }
        });
        StoreOptions options = options(files).withAlarm(failure -> {});
        if (arguments.length > 5) {
            Path mirror = Path.of(arguments[5]);
            options = options.withMirror(new MirrorPlace("mirror", () -> new DiskFiles(mirror)));
        }
        Store store;
        try {
            store = Store.open(options, entry -> {});
        } catch (StoreRefused refused) {
            System.out.println("refused " + refused.getMessage());
            return;
        }
        if (arguments.length > 6) {
            store.repair();
        } else {
            work(store, first, last, new Random(Long.parseLong(arguments[4])), StoreChild::say);
        }
        System.out.println("operations " + operations[0]);
        System.in.read();
    }

    /** Says a number to the parent, and ends when there is none any more. */
    private static void say(int number) {
        System.out.println(number);
        if (System.out.checkError()) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Hears of an acknowledgement. */
    @FunctionalInterface
    interface Acknowledged {
        void fact(int number);
    }

    static StoreOptions options(FileLayer files) {
        return StoreOptions.of(files, failure -> {
                    throw new AssertionError(failure);
                })
                .withSegments(600, 256)
                .withNewIds(() -> Opened.ID)
                .withImages(3, Facts.Fold::new);
    }

    /** Groups of facts, rotations, images and settling, as the seed says. */
    static void work(Store store, int first, int last, Random random, Acknowledged acknowledged) {
        int number = first;
        while (number <= last) {
            for (int count = random.nextInt(3); count >= 0 && number <= last; count--) {
                int it = number;
                store.journal().append(Facts.fact(it), sequence -> acknowledged.fact(it));
                number++;
            }
            boolean drained = store.writer().drain();
            while (!drained) {
                drained = store.writer().drain();
            }
            store.mirror().ifPresent(Mirror::drain);
            int next = random.nextInt(8);
            if (next == 0) {
                store.writer().settle();
            } else if (next == 1) {
                store.writer().rotate();
                store.writer().drain();
                store.makeImage();
            }
        }
    }

    /** A child as its parent sees it. */
    static final class Running {
        private final Process process;
        private final BufferedReader output;
        final List<Integer> acknowledged = new ArrayList<>();
        int operations;
        String refusal = "";

        Running(Path directory, int haltAt, int first, int last, long seed) throws IOException {
            this(
                    List.of(),
                    List.of(
                            directory.toString(),
                            Integer.toString(haltAt),
                            Integer.toString(first),
                            Integer.toString(last),
                            Long.toString(seed)));
        }

        /** Run by another program, with these arguments. */
        Running(List<String> by, List<String> arguments) throws IOException {
            List<String> command = new ArrayList<>(by);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Xshare:auto",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StoreChild.class.getName()));
            command.addAll(arguments);
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        long pid() {
            return process.pid();
        }

        /** Reads the next line of its output; false at the end. */
        boolean read() throws IOException {
            String line = output.readLine();
            if (line == null) {
                return false;
            }
            if (line.startsWith("operations ")) {
                operations = Integer.parseInt(line.substring("operations ".length()));
            } else if (line.matches("\\d+")) {
                acknowledged.add(Integer.valueOf(line));
            } else if (line.startsWith("refused ")) {
                refusal = line;
            } else if (!line.matches("Exception in thread .*|\\s+at .*|Caused by: .*|\\s+\\.\\.\\. \\d+ more")) {
                throw new AssertionError("child: " + line);
            }
            return operations == 0;
        }

        /** Reads until it dies or has no more to write. */
        void readAll() throws IOException {
            boolean more = true;
            while (more) {
                more = read();
            }
        }

        /** Reads all, and lets it end. */
        void finish() throws IOException, InterruptedException {
            readAll();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("child does not end");
            }
        }

        /** kill -9, and what it had said until then. */
        void kill() throws IOException, InterruptedException {
            process.toHandle().destroyForcibly();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("child does not die");
            }
            readAll();
        }
    }
}
