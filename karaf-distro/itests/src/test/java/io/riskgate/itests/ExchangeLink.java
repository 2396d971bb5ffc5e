package io.riskgate.itests;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerAnswer;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.DecisionListener;
import io.riskgate.api.event.AccountUpdate;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * The broker in the jar of {@link Jars#exchangeLink}: a thin link to an {@link Exchange} in another process, which is
 * also told of every lockout when it is published.
 */
public final class ExchangeLink implements BundleActivator, Broker, DecisionListener {
    private int port;
    private Socket notes;
    private volatile Socket stream;

    @Override
    public void start(BundleContext context) throws IOException {
        Properties values = new Properties();
        try (InputStream properties = ExchangeLink.class.getResourceAsStream("/exchange.properties")) {
            values.load(properties);
        }
        port = Integer.parseInt(values.getProperty("port"));
        notes = open("notes");
        context.registerService(Broker.class, this, null);
        context.registerService(DecisionListener.class, this, null);
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        notes.close();
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        write(socket, request);
        return socket;
    }

    private static void write(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private List<String> ask(String request) throws IOException {
        try (Socket socket = open(request);
                BufferedReader lines = reader(socket)) {
            List<String> answer = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer.add(line);
            }
            if (answer.isEmpty() || !answer.remove(answer.size() - 1).equals("end")) {
                throw new IOException("the exchange did not answer " + request);
            }
            return answer;
        }
    }

    @Override
    public void decided(Decision decision) {
        if (decision instanceof Decision.Locked locked) {
            note(
                    "locked",
                    locked.account(),
                    locked.lockout().kind().name(),
                    locked.lockout().rule(),
                    String.valueOf(locked.lockout().end()),
                    locked.lockout().reason());
        } else if (decision instanceof Decision.Alert alert && alert.code().equals("NOT_DURABLE")) {
            note("unsure", alert.account());
        }
    }

    private void note(String... fields) {
        try {
            write(notes, String.join("\t", fields));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "exchange";
    }

    @Override
    public void connect(Events events) throws IOException {
        Socket opened = open("events");
        stream = opened;
        Thread thread = new Thread(() -> tell(opened, events), "exchange-stream");
        thread.setDaemon(true);
        thread.start();
    }

    private static void tell(Socket from, Events events) {
        try (BufferedReader lines = reader(from)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.accept(event(line));
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void disconnect() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void signIn() {}

    @Override
    public boolean limitsCalls() {
        return false;
    }

    @Override
    public List<String> accounts() throws IOException {
        return ask("accounts");
    }

    @Override
    public BookSnapshot read(String account) throws IOException {
        List<PositionUpdate> positions = new ArrayList<>();
        List<TradeUpdate> trades = new ArrayList<>();
        Boolean canTrade = null;
        List<String> answer = ask("read\t" + account);
        Instant read = Instant.parse(answer.remove(answer.size() - 1));
        for (String line : answer) {
            BrokerEvent event = event(line);
            if (event instanceof PositionUpdate position) {
                positions.add(position);
            } else if (event instanceof TradeUpdate trade) {
                trades.add(trade);
            } else {
                canTrade = ((AccountUpdate) event).canTrade();
            }
        }
        return new BookSnapshot(read, account, positions, List.of(), trades, canTrade);
    }

    @Override
    public BrokerAnswer call(BrokerCommand command) throws IOException {
        BrokerCommand.ClosePosition close = (BrokerCommand.ClosePosition) command;
        ask(String.join("\t", "close", close.account(), close.key(), close.contract(), "" + close.quantity()));
        return BrokerAnswer.accepted();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static BrokerEvent event(String line) {
        String[] fields = line.split("\t");
        String account = fields[1];
        if (fields[0].equals("position")) {
            int held = Integer.parseInt(fields[3]);
            return new PositionUpdate(
                    Instant.parse(fields[4]),
                    account,
                    fields[2],
                    held == 0 ? PositionSide.FLAT : held > 0 ? PositionSide.LONG : PositionSide.SHORT,
                    Math.abs(held),
                    held == 0 ? null : Decimal.of(100));
        }
        if (fields[0].equals("trade")) {
            Instant at = Instant.parse(fields[3]);
            return new TradeUpdate(
                    at,
                    account,
                    fields[2],
                    Exchange.CONTRACT,
                    OrderSide.SELL,
                    1,
                    Decimal.of(100),
                    Decimal.parse(fields[4]),
                    null,
                    null,
                    false,
                    at,
                    false);
        }
        return new AccountUpdate(now(), account, Boolean.valueOf(fields[2]), null, null);
    }
}
