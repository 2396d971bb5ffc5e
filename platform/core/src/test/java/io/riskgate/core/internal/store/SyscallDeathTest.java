package io.riskgate.core.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.core.internal.store.StoreChild.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process is killed, or told that the disk failed, at each system call that changes the disk. Needs strace; its
 * absence fails. The short form, in every run, is {@link ProcessDeathTest}.
 */
@EnabledIfSystemProperty(named = "riskgate.faults", matches = "true")
class SyscallDeathTest {
    private static final List<String> SYSCALLS =
            List.of("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink");
    private static final int FACTS = 16;

    @TempDir
    Path directory;

    private static Running traced(String injection, List<String> arguments) throws IOException {
        String syscall = injection.substring(0, injection.indexOf(':'));
        return new Running(
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=" + syscall,
                        "-e",
                        "inject=" + injection),
                arguments);
    }

    private static List<String> arguments(Path store, Path mirror, long seed, String... task) {
        List<String> arguments = new ArrayList<>(
                List.of(store.toString(), "0", "1", Integer.toString(FACTS), Long.toString(seed), mirror.toString()));
        arguments.addAll(List.of(task));
        return arguments;
    }

    /** Creation, commit, rotation, image, archive, rename and mirror. */
    @Test
    void everyAcknowledgedFactIsThereAfterAKillAtEverySystemCall() throws Exception {
        long seed = Facts.random("killAtEverySystemCall").nextLong();
        int kills = 0;
        for (String syscall : SYSCALLS) {
            boolean killed = true;
            for (int number = 1; killed; number++) {
                Path store = directory.resolve(syscall + number);
                Path mirror = directory.resolve(syscall + number + "-mirror");
                Running child = traced(syscall + ":signal=KILL:when=" + number, arguments(store, mirror, seed));
                child.finish();
                killed = child.operations == 0;
                kills += killed ? 1 : 0;
                String where = syscall + " " + number;
                ProcessDeathTest.expect(new DiskFiles(store), child.acknowledged, where);
                delete(store);
                delete(mirror);
            }
        }
        System.out.println("killed at " + kills + " system calls");
        assertTrue(kills > 100, "kills: " + kills);
    }

    @Test
    void aRepairLeavesTheOldOrTheHealedStateAfterAKillAtEverySystemCall() throws Exception {
        Random random = Facts.random("killAtEverySystemCallOfARepair");
        Path whole = directory.resolve("whole");
        Path wholeMirror = directory.resolve("whole-mirror");
        StoreOptions options = StoreChild.options(new DiskFiles(whole))
                .withMirror(new MirrorPlace("mirror", () -> new DiskFiles(wholeMirror)));
        Store written = Store.open(options, entry -> {});
        StoreChild.work(written, 1, FACTS, new Random(random.nextLong()), number -> {});
        written.close();
        int kills = 0;
        for (String syscall : SYSCALLS) {
            boolean killed = true;
            for (int number = 1; killed; number++) {
                Path store = copy(whole, syscall + number);
                Path mirror = copy(wholeMirror, syscall + number + "-mirror");
                DiskFiles files = new DiskFiles(store);
                List<Long> segments = Layout.all(files);
                String damaged =
                        Layout.find(files, segments.get(segments.size() / 2)).orElseThrow();
                Opened.flip(files, damaged, SegmentHeader.BYTES + 30, 3);
                Running child = traced(syscall + ":signal=KILL:when=" + number, arguments(store, mirror, 1, "repair"));
                child.finish();
                killed = child.operations == 0;
                kills += killed ? 1 : 0;
                String where = syscall + " " + number;
                StoreOptions again =
                        StoreChild.options(files).withMirror(new MirrorPlace("mirror", () -> new DiskFiles(mirror)));
                List<Entry> recovered = new ArrayList<>();
                Store opened = Store.open(again, recovered::add);
                assertTrue(opened.report().intact(), () -> where + ": " + opened.report());
                assertEquals(Facts.Fold.of(Facts.facts(1, FACTS)), Facts.Fold.of(recovered), where);
                assertEquals(List.of(), opened.repair().left().damages(), where);
                opened.close();
                delete(store);
                delete(mirror);
            }
        }
        System.out.println("killed at " + kills + " system calls of a repair");
        assertTrue(kills > 20, "kills: " + kills);
    }

    @Test
    void nothingIsAcknowledgedThatADiskRefused() throws Exception {
        long seed = Facts.random("aDiskThatRefuses").nextLong();
        int refusals = 0;
        for (String error : List.of("EIO", "ENOSPC")) {
            for (String syscall : List.of("pwrite64", "fdatasync", "fsync", "rename")) {
                for (int number = 1; number <= 25; number++) {
                    Path store = directory.resolve(error + syscall + number);
                    Path mirror = directory.resolve(error + syscall + number + "-mirror");
                    Running child =
                            traced(syscall + ":error=" + error + ":when=" + number, arguments(store, mirror, seed));
                    child.finish();
                    refusals++;
                    String where = error + " at " + syscall + " " + number;
                    if (Files.exists(store.resolve("live/mark"))) {
                        int last = ProcessDeathTest.expect(new DiskFiles(store), child.acknowledged, where);
                        assertEquals(child.operations > 0 ? FACTS : last, last, where);
                    }
                    delete(store);
                    delete(mirror);
                }
            }
        }
        System.out.println("refused " + refusals + " system calls");
    }

    /** Every file and directory that the store or its mirror opens: segments, images, the archive, the mark. */
    @Test
    void nothingIsAcknowledgedThatNoDescriptorWasLeftFor() throws Exception {
        long seed = Facts.random("noDescriptorIsLeft").nextLong();
        Path store = directory.resolve("store");
        Path mirror = directory.resolve("mirror");
        Path trace = directory.resolve("trace");
        Running undisturbed = new Running(
                List.of("strace", "-f", "-qq", "-o", trace.toString(), "-e", "trace=openat"),
                arguments(store, mirror, seed));
        undisturbed.finish();
        Set<String> opened = new TreeSet<>();
        for (String line : Files.readAllLines(trace)) {
            int path = line.indexOf('"' + directory.toString());
            if (path > 0) {
                opened.add(line.substring(path + 1, line.indexOf('"', path + 1)));
            }
        }
        int wentOn = 0;
        for (String file : opened) {
            delete(store);
            delete(mirror);
            Running child = new Running(
                    List.of(
                            "strace",
                            "-f",
                            "-qq",
                            "-o",
                            "/dev/null",
                            "-P",
                            file,
                            "-e",
                            "trace=openat",
                            "-e",
                            "inject=openat:error=EMFILE:when=1"),
                    arguments(store, mirror, seed));
            child.finish();
            if (Files.exists(store.resolve("live/mark"))) {
                int last = ProcessDeathTest.expect(new DiskFiles(store), child.acknowledged, file);
                assertEquals(child.operations > 0 ? FACTS : last, last, file);
            }
            wentOn += child.operations > 0 ? 1 : 0;
        }
        System.out.println("refused to open " + opened.size() + " files, went on after " + wentOn);
        assertTrue(wentOn > 10, opened::toString);
    }

    private Path copy(Path from, String name) throws IOException {
        Path target = directory.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(from.relativize(file).toString()));
            }
        }
        return target;
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
