package io.riskgate.core.internal.engine;

import io.riskgate.api.Decimal;
import io.riskgate.api.OrderSide;
import io.riskgate.api.OrderStatus;
import io.riskgate.api.OrderType;
import io.riskgate.api.PositionSide;
import io.riskgate.api.event.OrderUpdate;
import io.riskgate.api.event.PositionUpdate;
import io.riskgate.api.event.QuoteUpdate;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** The heap an account takes that holds positions in eight symbols, each with its stop. */
final class Footprint {
    private static final int ACCOUNTS = 10_000;
    private static final Decimal PRICE = Decimal.of(5000);
    private static final Instant TIME = Workload.START;

    private Footprint() {}

    static void measure(Figures figures) {
        figures.add("footprint/no rules", bytes(rule -> false));
        figures.add("footprint/13 rules", bytes(rule -> true));
    }

    private static double bytes(Predicate<String> wanted) {
        Workload workload = new Workload(1, Workload.Market.SHARED);
        Engine engine = new Engine(workload, Limits.WIDE, wanted, rule -> rule);
        long before = used();
        open(engine.stripe);
        double bytes = (used() - before) / (double) ACCOUNTS;
        if (engine.stripe.accounts().size() != ACCOUNTS + 1) {
            throw new IllegalStateException("accounts are missing");
        }
        return bytes;
    }

    private static void open(Stripe stripe) {
        List<String> roots = List.of("MNQ", "MES", "MGC", "MCL", "M2K", "MYM", "NQ", "ES");
        roots.forEach(root -> stripe.handle(new QuoteUpdate(TIME, "CON.F.US." + root + ".Z25", PRICE, null, null)));
        for (int account = 0; account < ACCOUNTS; account++) {
            String id = "%08d".formatted(account);
            for (String root : roots) {
                String contract = stripe.market()
                        .instruments()
                        .known("CON.F.US." + root + ".Z25")
                        .contract();
                stripe.handle(new OrderUpdate(
                        TIME,
                        id,
                        "%010d".formatted(10 * account + roots.indexOf(root)),
                        contract,
                        OrderSide.SELL,
                        OrderType.STOP,
                        OrderStatus.WORKING,
                        1,
                        null,
                        PRICE.minus(Decimal.of(10 + account % 10)),
                        null,
                        0,
                        false));
                Decimal average = PRICE.plus(Decimal.of(account % 10));
                stripe.handle(new PositionUpdate(TIME, id, contract, PositionSide.LONG, 1, average));
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
