package io.riskgate.core.internal.engine;

import static io.riskgate.core.internal.engine.LiveFixture.ACCOUNT;
import static io.riskgate.core.internal.engine.LiveFixture.ES;
import static io.riskgate.core.internal.engine.LiveFixture.MNQ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskgate.api.Decimal;
import io.riskgate.api.Severity;
import io.riskgate.api.broker.ContractRecord;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.event.QuoteUpdate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The broker's own records of contracts in the live platform. Positions there have an average price of 100. */
class ContractRecordsTest {
    private static final String UNLISTED = "CON.F.US.XYZ.Z25";

    private final LiveFixture live = LiveFixture.driven(2);

    @Test
    void theRecordIsUsedWhereverAPositionIsValued() throws Exception {
        live.broker.contracts.add(record(MNQ, "0.25", "5"));
        live.broker.contracts.add(record(UNLISTED, "1", "3"));
        live.with("riskgate.rule.daily_unrealized_loss-default", Map.of("limit", "-100"))
                .armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        live.broker.open(ACCOUNT, ES, 1);
        live.broker.open(ACCOUNT, UNLISTED, 2);
        quote(MNQ, "97");
        quote(ES, "99");
        quote(UNLISTED, "110");

        assertEquals(Decimal.of(-60), openProfit(MNQ), "3 points of $20");
        assertEquals(Decimal.of(-50), openProfit(ES), "the table's $50");
        assertEquals(Decimal.of(60), openProfit(UNLISTED), "not in the table");

        quote(MNQ, "95");
        Decision.Violation violation = live.all(Decision.Violation.class).get(0);
        assertEquals("Unrealized loss limit exceeded on MNQ: $-100.00 (limit: $-100.00)", violation.message());
        assertEquals(0, live.broker.held(ACCOUNT, MNQ));
    }

    @Test
    void withoutRecordAndTableNothingIsKnown() throws Exception {
        live.armed();
        live.broker.open(ACCOUNT, UNLISTED, 2);
        quote(UNLISTED, "110");

        assertNull(openProfit(UNLISTED));
        assertEquals(List.of(), live.alerts());
    }

    @Test
    void eachDifferenceIsACriticalAlertOnce() throws Exception {
        live.broker.contracts.addAll(
                List.of(record(MNQ, "0.25", "5"), record(ES, "0.25", "12.50"), record(UNLISTED, "1", "3")));
        live.armed();
        live.platform.connect(live.broker);
        live.idle();

        List<Decision.Alert> alerts = live.all(Decision.Alert.class);
        assertEquals(1, alerts.size());
        assertEquals("CONTRACT_DIFFERS", alerts.get(0).code());
        assertEquals(Severity.CRITICAL, alerts.get(0).severity());
        assertNull(alerts.get(0).account());
        assertNull(alerts.get(0).rule());
        assertTrue(alerts.get(0).message().contains(MNQ));
    }

    @Test
    void aDifferenceThatWasGoneAlertsAgain() throws Exception {
        live.broker.contracts.add(record(MNQ, "0.25", "5"));
        live.armed();
        live.with("riskgate.instruments", Map.of("tick.MNQ", "0.25:5.00")).idle();
        assertEquals(1, live.alerts().size());

        live.with("riskgate.instruments", null).idle();
        assertEquals(List.of("CONTRACT_DIFFERS", "CONTRACT_DIFFERS"), live.alerts());
    }

    @Test
    void whatTheBrokerNoLongerSaysNoLongerHolds() throws Exception {
        live.broker.contracts.add(record(MNQ, "0.25", "5"));
        live.armed();
        live.broker.open(ACCOUNT, MNQ, 1);
        quote(MNQ, "97");
        assertEquals(Decimal.of(-60), openProfit(MNQ));

        live.broker.contracts.clear();
        live.platform.connect(live.broker);
        live.idle();

        assertEquals(Decimal.of(-6), openProfit(MNQ));
    }

    private void quote(String contract, String price) {
        live.broker.tell(new QuoteUpdate(live.clock.instant(), contract, Decimal.parse(price), null, null));
        live.idle();
    }

    private Decimal openProfit(String contract) {
        return live.platform.account(ACCOUNT).orElseThrow().state().positions().stream()
                .filter(position -> position.contract().equals(contract))
                .findFirst()
                .orElseThrow()
                .unrealized();
    }

    private static ContractRecord record(String contract, String size, String value) {
        return new ContractRecord(contract, Decimal.parse(size), Decimal.parse(value));
    }
}
