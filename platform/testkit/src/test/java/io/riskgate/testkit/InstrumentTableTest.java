package io.riskgate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.Decimal;
import io.riskgate.api.PositionSide;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstrumentTableTest {
    private final InstrumentTable instruments = InstrumentTable.shipped();

    @ParameterizedTest
    @CsvSource({
        "CON.F.US.MNQ.Z25, MNQ",
        "CON.F.US.EP.Z25, ES",
        "con.f.us.jy6.h26, 6J",
        "F.US.EU6, 6E",
        "GMET, MET",
        "MNQ, MNQ",
        "CON.F.US.XYZ.Z25, XYZ",
        "CON.F.US.MNQ.A25, ''",
        "CON.F.US.MNQ, ''",
        "..., ''",
        "'', ''"
    })
    void findsTheRoot(String contract, String root) {
        assertEquals(root, instruments.root(contract));
    }

    @ParameterizedTest
    @CsvSource({
        "CON.F.US.MNQ.Z25, 2, 21500, 21550, 200",
        "CON.F.US.ENQ.Z25, 1, 18000, 17985, -300",
        "CON.F.US.RTY.Z25, 1, 2000.0, 1994.0, -300",
        "CON.F.US.CL.Z25, 1, 75.00, 74.70, -300",
        "CON.F.US.EU6.Z25, 1, 1.08500, 1.08260, -300",
        "CON.F.US.JY6.Z25, 1, 0.0066500, 0.0066260, -300",
    })
    void valuesPositions(String contract, int quantity, String average, String price, String profit) {
        InMemoryAccount account = new InMemoryAccount("13298777", Instant.EPOCH);

        account.hold(contract, PositionSide.LONG, quantity, Decimal.parse(average));
        account.quote(contract, Decimal.parse(price));
        assertEquals(Decimal.parse(profit), account.held(contract).openProfit());

        account.hold(contract, PositionSide.SHORT, quantity, Decimal.parse(average));
        account.quote(contract, Decimal.parse(price));
        assertEquals(Decimal.parse(profit).negated(), account.held(contract).openProfit());
    }

    @Test
    void knowsTickSizesAndNothingOfUnknownRoots() {
        assertEquals(Optional.of(Decimal.parse("0.25")), instruments.tickSize("CON.F.US.EP.Z25"));
        assertEquals(Optional.of(Decimal.of(50)), instruments.pointValue("CON.F.US.EP.Z25"));
        assertEquals(Optional.empty(), instruments.tickSize("CON.F.US.XYZ.Z25"));
        assertEquals(Optional.empty(), instruments.pointValue("..."));
    }
}
