package io.riskgate.broker.paper.internal;

import static io.riskgate.broker.paper.internal.Events.ES;
import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.MNQ_MARCH;
import static io.riskgate.broker.paper.internal.Events.T0;
import static io.riskgate.broker.paper.internal.Events.flat;
import static io.riskgate.broker.paper.internal.Events.last;
import static io.riskgate.broker.paper.internal.Events.longPosition;
import static io.riskgate.broker.paper.internal.Events.shortPosition;
import static io.riskgate.broker.paper.internal.Events.stop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.broker.BrokerCommand;
import io.riskgate.api.broker.BrokerCommand.CancelOrder;
import io.riskgate.api.broker.BrokerCommand.ClosePosition;
import io.riskgate.api.broker.BrokerCommand.MoveStop;
import io.riskgate.api.event.BookSnapshot;
import io.riskgate.api.event.BrokerEvent;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.TradeUpdate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ten thousand random sequences of events and commands against an oracle that keeps signed integers. */
class PaperBookSequencesTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 20;
    private static final List<String> ACCOUNTS = List.of("A", "B");
    private static final List<String> CONTRACTS = List.of(MNQ, MNQ_MARCH, ES);
    private static final Map<String, BigDecimal> POINT_VALUES =
            Map.of(MNQ, new BigDecimal(2), MNQ_MARCH, new BigDecimal(2), ES, new BigDecimal(50));

    @Test
    void neverClosesMoreThanIsOpenAndNeverTurnsAPosition() {
        for (int seed = 0; seed < SEQUENCES; seed++) {
            Sequence sequence = new Sequence(seed);
            for (int step = 0; step < STEPS; step++) {
                sequence.step();
            }
        }
    }

    private static final class Sequence {
        private final String label;
        private final Random random;
        private final PaperSimulation broker = new PaperSimulation(new StubInstruments());
        private final Map<String, Map<String, Integer>> held = new HashMap<>();
        private final Map<String, Map<String, Integer>> averages = new HashMap<>();
        private final Map<String, Set<String>> working = new HashMap<>();
        private final Map<String, Set<String>> usedIds = new HashMap<>();
        private final Map<String, Integer> prices = new HashMap<>();
        private Instant now = T0;
        private int commands;

        Sequence(int seed) {
            this.label = "seed " + seed;
            this.random = new Random(seed);
            for (String account : ACCOUNTS) {
                held.put(account, new TreeMap<>());
                averages.put(account, new HashMap<>());
                working.put(account, new TreeSet<>());
                usedIds.put(account, new HashSet<>());
            }
        }

        private <T> T any(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        void step() {
            now = now.plusMillis(random.nextInt(1000));
            String account = any(ACCOUNTS);
            switch (random.nextInt(8)) {
                case 0 -> broker.observe(position(account, any(CONTRACTS)));
                case 1 -> broker.observe(order(account));
                case 2 -> quote();
                case 3 -> snapshot(account);
                case 4 -> cancelOrMove(account);
                default -> close(account, any(CONTRACTS));
            }
            check(account);
        }

        private PositionUpdate position(String account, String contract) {
            int signed = random.nextInt(11) - 5;
            int average = 1000 + random.nextInt(100);
            if (signed == 0) {
                held.get(account).remove(contract);
                return flat(account, contract);
            }
            held.get(account).put(contract, signed);
            averages.get(account).put(contract, average);
            return signed > 0
                    ? longPosition(account, contract, signed, "" + average)
                    : shortPosition(account, contract, -signed, "" + average);
        }

        private OrderUpdate order(String account) {
            int number = 1 + random.nextInt(30);
            String orderId = random.nextBoolean() ? "paper-" + number : "o-" + number;
            OrderStatus status = any(List.of(OrderStatus.values()));
            usedIds.get(account).add(orderId);
            if (status.isWorking()) {
                working.get(account).add(orderId);
            } else {
                working.get(account).remove(orderId);
            }
            return stop(account, orderId, any(CONTRACTS), status, "900");
        }

        private void quote() {
            String contract = any(CONTRACTS);
            int price = 1000 + random.nextInt(100);
            prices.put(contract, price);
            broker.observe(last(contract, "" + price));
        }

        private void snapshot(String account) {
            held.get(account).clear();
            working.get(account).clear();
            List<PositionUpdate> positions = new ArrayList<>();
            for (String contract : CONTRACTS.subList(0, random.nextInt(3))) {
                positions.add(position(account, contract));
            }
            List<OrderUpdate> orders = random.nextBoolean() ? List.of() : List.of(order(account));
            broker.observe(new BookSnapshot(now, account, positions, orders, List.of(), null));
        }

        private void cancelOrMove(String account) {
            String orderId = (random.nextBoolean() ? "paper-" : "o-") + (1 + random.nextInt(30));
            boolean known = working.get(account).contains(orderId);
            boolean cancels = random.nextBoolean();
            BrokerCommand command = cancels
                    ? new CancelOrder(account, key(), MNQ, orderId)
                    : new MoveStop(account, key(), MNQ, orderId, Decimal.of(500 + commands));

            List<BrokerEvent> events = broker.carryOut(command, now);

            assertEquals(known ? 1 : 0, events.size(), label);
            if (known && cancels) {
                working.get(account).remove(orderId);
            }
        }

        private String key() {
            return "k" + ++commands;
        }

        private void close(String account, String contract) {
            int asked = random.nextInt(8);
            int open = held.get(account).getOrDefault(contract, 0);
            int expected = Math.min(asked, Math.abs(open));

            List<BrokerEvent> events = broker.carryOut(new ClosePosition(account, key(), contract, asked), now);

            if (expected == 0) {
                assertEquals(List.of(), events, label);
                return;
            }
            int left = open - Integer.signum(open) * expected;
            TradeUpdate fill = (TradeUpdate) events.get(1);
            assertEquals(expected, fill.quantity(), label);
            assertEquals(open > 0 ? OrderSide.SELL : OrderSide.BUY, fill.side(), label);
            assertEquals(left, ((PositionUpdate) events.get(2)).signedQuantity(), label);
            assertTrue(usedIds.get(account).add(fill.orderId()), label);
            assertTrue(usedIds.get(account).add(fill.tradeId()), label);
            int average = averages.get(account).get(contract);
            int price = prices.getOrDefault(contract, average);
            BigDecimal gain = POINT_VALUES
                    .get(contract)
                    .multiply(BigDecimal.valueOf((long) (price - average) * expected * Integer.signum(open)));
            assertEquals(Decimal.of(price), fill.price(), label);
            assertEquals(Decimal.of(gain), fill.profitAndLoss(), label);
            if (left == 0) {
                held.get(account).remove(contract);
            } else {
                held.get(account).put(contract, left);
            }
        }

        private void check(String account) {
            BookSnapshot read = broker.read(account, now);
            Map<String, Integer> positions = new TreeMap<>();
            read.positions().forEach(position -> positions.put(position.contract(), position.signedQuantity()));
            Set<String> orders = new TreeSet<>();
            read.orders().forEach(order -> orders.add(order.orderId()));
            assertEquals(held.get(account), positions, label);
            assertEquals(working.get(account), orders, label);
        }
    }
}
