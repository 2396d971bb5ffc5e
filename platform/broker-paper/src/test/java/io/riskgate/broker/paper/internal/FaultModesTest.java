package io.riskgate.broker.paper.internal;

import static io.riskgate.api.broker.BrokerMode.CLOSED;
import static io.riskgate.api.broker.BrokerMode.HANG;
import static io.riskgate.api.broker.BrokerMode.LATE;
import static io.riskgate.api.broker.BrokerMode.PAPER;
import static io.riskgate.api.broker.BrokerMode.RATE_LIMIT;
import static io.riskgate.api.broker.BrokerMode.REJECT;
import static io.riskgate.api.broker.BrokerMode.SILENT;
import static io.riskgate.api.broker.BrokerMode.UNAUTHORIZED;
import static io.riskgate.broker.paper.internal.Events.ES;
import static io.riskgate.broker.paper.internal.Events.MNQ;
import static io.riskgate.broker.paper.internal.Events.MNQ_MARCH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.SimulatedBroker;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultModesTest {
    private final SimulatedBroker broker = new PaperSimulations().open(new StubInstruments());

    private BrokerMode mode(String account, String contract) {
        return broker.modes(account, List.of(contract)).get(0);
    }

    @Test
    void isSilentUntilToldOtherwise() {
        assertEquals(List.of(SILENT, SILENT), broker.modes("A", List.of(MNQ, ES)));
    }

    @ParameterizedTest
    @EnumSource(BrokerMode.class)
    void answersAsSet(BrokerMode mode) {
        broker.set(mode, null, null, 0);

        assertEquals(mode, mode("A", MNQ));
        assertEquals(mode, mode("B", ES));
    }

    @Test
    void theNarrowerSettingHoldsWhateverTheOrder() {
        broker.set(HANG, "A", MNQ, 0);
        broker.set(REJECT, "A", null, 0);
        broker.set(PAPER, null, null, 0);

        assertEquals(HANG, mode("A", MNQ));
        assertEquals(REJECT, mode("A", ES));
        assertEquals(PAPER, mode("B", MNQ));
    }

    @Test
    void ofAnAccountAndAContractTheLaterHolds() {
        broker.set(REJECT, "A", null, 0);
        broker.set(CLOSED, null, MNQ, 0);
        assertEquals(CLOSED, mode("A", MNQ));

        broker.set(LATE, "A", null, 0);
        assertEquals(LATE, mode("A", MNQ));
        assertEquals(CLOSED, mode("B", MNQ));
        assertEquals(LATE, mode("A", ES));
    }

    @Test
    void aPlainRootMeansEveryContractOfThatRoot() {
        broker.set(REJECT, null, "MNQ", 0);
        broker.set(CLOSED, null, "ES", 0);

        assertEquals(REJECT, mode("A", MNQ));
        assertEquals(REJECT, mode("A", MNQ_MARCH));
        assertEquals(REJECT, mode("A", "MNQ"));
        assertEquals(CLOSED, mode("A", ES));
        assertEquals(SILENT, mode("A", "CON.F.US.CL.Z25"));
    }

    @Test
    void anExpiryMeansNoOther() {
        broker.set(REJECT, null, MNQ, 0);

        assertEquals(SILENT, mode("A", MNQ_MARCH));
        assertEquals(SILENT, mode("A", "MNQ"));
    }

    @Test
    void afterTheCallsTheModeBeforeAppliesAgain() {
        broker.set(PAPER, null, null, 0);
        broker.set(REJECT, null, null, 2);

        assertEquals(REJECT, mode("A", MNQ));
        assertEquals(REJECT, mode("B", ES));
        assertEquals(PAPER, mode("A", MNQ));
    }

    @Test
    void limitedSettingsOfOneScopeApplyLatestFirst() {
        broker.set(REJECT, null, null, 1);
        broker.set(CLOSED, null, null, 1);

        assertEquals(CLOSED, mode("A", MNQ));
        assertEquals(REJECT, mode("A", MNQ));
        assertEquals(SILENT, mode("A", MNQ));
    }

    @Test
    void anUnlimitedSettingReplacesTheEarlierOnesOfItsScopeOnly() {
        broker.set(REJECT, "A", null, 3);
        broker.set(HANG, "B", null, 0);
        broker.set(PAPER, "A", null, 0);
        broker.set(LATE, "A", null, 1);

        assertEquals(LATE, mode("A", MNQ));
        assertEquals(PAPER, mode("A", MNQ));
        assertEquals(PAPER, mode("A", MNQ));
        assertEquals(HANG, mode("B", MNQ));
    }

    @Test
    void onlyCommandsThatASettingGovernsCount() {
        broker.set(REJECT, "A", null, 1);
        broker.set(HANG, "A", MNQ, 0);

        assertEquals(HANG, mode("A", MNQ));
        assertEquals(SILENT, mode("B", ES));
        assertEquals(REJECT, mode("A", ES));
        assertEquals(SILENT, mode("A", ES));
    }

    @Test
    void aCommandAboutSeveralContractsCountsOnceForEachSetting() {
        broker.set(REJECT, "A", null, 2);
        broker.set(CLOSED, "A", ES, 1);

        assertEquals(List.of(REJECT, CLOSED, REJECT), broker.modes("A", List.of(MNQ, ES, MNQ_MARCH)));
        assertEquals(List.of(REJECT, REJECT), broker.modes("A", List.of(MNQ, ES)));
        assertEquals(List.of(SILENT, SILENT), broker.modes("A", List.of(MNQ, ES)));
    }

    @Test
    void aCommandAboutNoContractCountsForTheSettingOfTheAccount() {
        broker.set(REJECT, null, null, 1);
        broker.set(HANG, "A", null, 1);
        broker.set(CLOSED, "A", MNQ, 1);

        assertEquals(List.of(), broker.modes("A", List.of()));

        assertEquals(CLOSED, mode("A", MNQ));
        assertEquals(REJECT, mode("A", MNQ));
        assertEquals(SILENT, mode("A", MNQ));
    }

    @Test
    void signedInTheModeBeneathApplies() {
        broker.set(RATE_LIMIT, null, null, 0);
        broker.set(UNAUTHORIZED, "A", null, 0);

        assertEquals(UNAUTHORIZED, mode("A", MNQ));
        assertEquals(List.of(RATE_LIMIT), broker.modesSignedIn("A", List.of(MNQ)));
    }

    @Test
    void signedInWithNothingBeneathItIsSilent() {
        broker.set(UNAUTHORIZED, null, null, 1);

        assertEquals(UNAUTHORIZED, mode("A", MNQ));
        assertEquals(List.of(SILENT), broker.modesSignedIn("A", List.of(MNQ)));
    }

    @Test
    void theRepetitionAfterSigningInUsesUpNothing() {
        broker.set(REJECT, null, null, 1);
        broker.set(UNAUTHORIZED, "A", null, 1);

        assertEquals(UNAUTHORIZED, mode("A", MNQ));
        assertEquals(List.of(REJECT), broker.modesSignedIn("A", List.of(MNQ)));
        assertEquals(REJECT, mode("A", MNQ));
        assertEquals(SILENT, mode("A", MNQ));
    }
}
