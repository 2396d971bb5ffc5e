package io.riskgate.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A broker in the process of the test, so that its books outlive the platform: the oracle for what was closed, and how
 * often. The platform reaches it by an {@link ExchangeLink}. Safe in all threads.
 */
final class Exchange implements AutoCloseable {
    /** What everybody trades. */
    static final String CONTRACT = "CON.F.US.MNQ.Z25";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Integer> held = new LinkedHashMap<>();
    private final Map<String, List<String>> history = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> carriedOut = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<Lockout> heard = new CopyOnWriteArrayList<>();
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();
    private String atOnce;
    private int chatter;
    private Instant last = Instant.EPOCH;
    private Socket stream;
    private volatile Thread notes;

    Exchange() throws IOException {
        run(this::serve);
    }

    /** A lockout as it was published; without an end if only its condition ends it. */
    record Lockout(String account, String kind, String rule, Instant until, String reason) {
        Lockout(String account, String kind, String rule, String until, String reason) {
            this(account, kind, rule, until.equals("null") ? null : Instant.parse(until), reason);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Every lockout of which a listener of the platform told as durable, until now. */
    List<Lockout> heard() {
        return heard.stream()
                .filter(lockout -> !unsure.contains(lockout.account()))
                .toList();
    }

    /** Waits until all is heard that the platform had told before it died. */
    void hearOut() throws InterruptedException {
        Thread hearing = notes;
        if (hearing != null) {
            hearing.join();
        }
    }

    /** Every account that a read shows. */
    synchronized List<String> accounts() {
        return List.copyOf(held.keySet());
    }

    synchronized int held(String account) {
        return held.getOrDefault(account, 0);
    }

    /** Calls for more than was open, or that came twice from one process. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** An account buys. */
    synchronized void open(String account, int quantity) {
        held.merge(account, quantity, Integer::sum);
        tell(position(account));
    }

    /** An account realizes a loss. */
    synchronized void lose(String account, String amount) {
        String trade = loss(account, amount);
        history.computeIfAbsent(account, key -> new ArrayList<>()).add(trade);
        tell(trade);
    }

    private static String loss(String account, String amount) {
        return trade(account, account + "-loss", "-" + amount);
    }

    private static String trade(String account, String id, String gain) {
        return String.join("\t", "trade", account, id, now(), gain);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The time of the exchange, later with each state that it tells, so that it shows which is the newer one. */
    private String tick() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        last = now.isAfter(last) ? now : last.plusMillis(1);
        return last.toString();
    }

    /** Tells of so many small trades of an account that no read shows. */
    synchronized void chatter(int trades) {
        for (int i = 0; i < trades; i++) {
            chatter++;
            tell(trade("CHATTER", "c" + chatter, "0.01"));
        }
    }

    /** An account may no longer trade. */
    synchronized void disable(String account) {
        String state = String.join("\t", "account", account, "false");
        history.computeIfAbsent(account, key -> new ArrayList<>()).add(state);
        tell(state);
    }

    /** The next platform to connect is told at once of a loss that no read shows. */
    synchronized void loseAtOnce(String account, String amount) {
        atOnce = loss(account, amount);
    }

    private String position(String account) {
        return String.join("\t", "position", account, CONTRACT, Integer.toString(held(account)), tick());
    }

    private void tell(String event) {
        if (stream != null) {
            try {
                write(stream, event);
            } catch (IOException e) {
                stream = null;
            }
        }
    }

    private static void write(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Thread run(Runnable task) {
        Thread thread = new Thread(task, "exchange");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                run(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String request = lines.readLine();
            if (request == null) {
                socket.close();
            } else if (request.equals("notes")) {
                notes = Thread.currentThread();
                hear(lines);
            } else if (request.equals("events")) {
                connected(socket);
            } else {
                for (String line : answer(request.split("\t"))) {
                    write(socket, line);
                }
                write(socket, "end");
                socket.close();
            }
        } catch (IOException e) {
            // The platform died in the middle of it.
            return;
        }
    }

    private void hear(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t");
            if (fields[0].equals("unsure")) {
                unsure.add(fields[1]);
            } else {
                heard.add(new Lockout(fields[1], fields[2], fields[3], fields[4], fields[5]));
            }
        }
    }

    /** Another process: it may send again what the one before was sending when it died. */
    private synchronized void connected(Socket socket) {
        keys.clear();
        stream = socket;
        if (atOnce != null) {
            tell(atOnce);
            atOnce = null;
        }
    }

    private synchronized List<String> answer(String[] request) {
        return switch (request[0]) {
            case "accounts" -> accounts();
            case "read" -> {
                List<String> book = new ArrayList<>(history.getOrDefault(request[1], List.of()));
                if (held(request[1]) != 0) {
                    book.add(position(request[1]));
                }
                book.add(tick());
                yield book;
            }
            case "close" -> {
                close(request[1], request[2], Integer.parseInt(request[4]));
                yield List.of();
            }
            default -> throw new IllegalArgumentException(String.join(" ", request));
        };
    }

    /** Closes no more than is open, and carries no key out twice, as every broker must. */
    private void close(String account, String key, int quantity) {
        int open = held(account);
        if (!keys.add(key) || !carriedOut.contains(key) && quantity > Math.abs(open)) {
            wrong.add("%s: close of %d of %d, key %s".formatted(account, quantity, open, key));
        }
        if (!carriedOut.add(key)) {
            return;
        }
        held.put(account, open - Integer.signum(open) * Math.min(quantity, Math.abs(open)));
        tell(position(account));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
