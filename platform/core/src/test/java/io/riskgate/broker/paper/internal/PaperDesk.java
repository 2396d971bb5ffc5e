package io.riskgate.broker.paper.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.PositionSide;
import io.riskgate.api.broker.Broker;
import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;

/** The paper broker on a clock and with pauses that a test of the engine moves. */
public final class PaperDesk {
    private final PaperBroker broker;

    /** A broker that carries out at once. */
    public PaperDesk(InstantSource clock, Waiting waiting) {
        broker = new PaperBroker(null, BrokerMode.PAPER, clock, new Pause() {
            @Override
            public void of(Duration length) throws InterruptedException {
                waiting.of(length);
            }

            @Override
            public void untilInterrupted() throws InterruptedException {
                waiting.of(Duration.ofDays(1));
            }
        });
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Waiting {
        /** Returns once it has passed. */
        void of(Duration length) throws InterruptedException;
    }

    /** The broker. */
    public Broker broker() {
        return broker;
    }

    /** How the next so many commands of an account are answered. */
    public void mode(BrokerMode mode, String account, int calls) {
        broker.setMode(mode, account, null, calls);
    }

    /** Opens a position. */
    public void open(String account, String contract, int quantity) throws IOException, InterruptedException {
        broker.publish(
                account,
                now -> new PositionUpdate(now, account, contract, PositionSide.LONG, quantity, Decimal.of(100)));
    }

    /** Realizes a loss. */
    public void lose(String account, String contract, String loss) throws IOException, InterruptedException {
        broker.publish(
                account,
                now -> new TradeUpdate(
                        now,
                        account,
                        account + "-loss",
                        contract,
                        OrderSide.SELL,
                        1,
                        Decimal.of(100),
                        Decimal.of(new BigDecimal(loss)),
                        null,
                        null,
                        false,
                        now,
                        false));
    }
}
