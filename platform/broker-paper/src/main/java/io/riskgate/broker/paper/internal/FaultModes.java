package io.riskgate.broker.paper.internal;

import io.riskgate.api.broker.BrokerMode;
import io.riskgate.api.broker.Instruments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How commands are answered, and for whom. Of the settings that apply to a command the narrower governs (account and
 * contract, then one of the two, then none), of equally narrow ones the later; {@link BrokerMode#SILENT} where none
 * applies. A setting narrowed to a plain root applies to every contract of that root. Not safe for several threads.
 */
final class FaultModes {
    private final Instruments instruments;
    private final List<Setting> settings = new ArrayList<>();

    FaultModes(Instruments instruments) {
        this.instruments = instruments;
    }

    /**
     * Adds a setting as the latest; one without a limit of calls replaces those of the same scope. One that asks for a
     * sign-in leaves the others, for they answer once it is done.
     */
    void set(BrokerMode mode, String account, String contract, int calls) {
        Scope scope = new Scope(account, contract);
        if (calls == 0) {
            settings.removeIf(setting -> setting.scope.equals(scope)
                    && (mode != BrokerMode.UNAUTHORIZED || setting.mode == BrokerMode.UNAUTHORIZED));
        }
        settings.add(new Setting(mode, scope, calls));
    }

    /** Forgets every setting. */
    void clear() {
        settings.clear();
    }

    /** The mode for each contract of one command; uses up one call of every limited setting that governs. */
    List<BrokerMode> modes(String account, List<String> contracts) {
        List<BrokerMode> modes = new ArrayList<>(contracts.size());
        Set<Setting> used = new HashSet<>();
        for (String contract : contracts) {
            modes.add(modeOf(governing(account, contract, setting -> true), used));
        }
        if (contracts.isEmpty()) {
            modeOf(governing(account, null, setting -> true), used);
        }
        used.forEach(this::countCall);
        return modes;
    }

    /** The mode for each contract when no setting asks for a sign-in; uses up nothing. */
    List<BrokerMode> modesSignedIn(String account, List<String> contracts) {
        return contracts.stream()
                .map(contract -> governing(account, contract, setting -> setting.mode != BrokerMode.UNAUTHORIZED))
                .map(setting -> setting == null ? BrokerMode.SILENT : setting.mode)
                .toList();
    }

    private static BrokerMode modeOf(Setting setting, Set<Setting> used) {
        if (setting == null) {
            return BrokerMode.SILENT;
        }
        used.add(setting);
        return setting.mode;
    }

    private void countCall(Setting setting) {
        if (setting.callsLeft > 0 && --setting.callsLeft == 0) {
            settings.remove(setting);
        }
    }

    private Setting governing(String account, String contract, Predicate<Setting> candidate) {
        Setting governing = null;
        for (Setting setting : settings) {
            if (candidate.test(setting)
                    && appliesTo(setting.scope, account, contract)
                    && (governing == null || setting.scope.narrowness() >= governing.scope.narrowness())) {
                governing = setting;
            }
        }
        return governing;
    }

    private boolean appliesTo(Scope scope, String account, String contract) {
        return (scope.account == null || scope.account.equals(account))
                && (scope.contract == null || covers(scope.contract, contract));
    }

    private boolean covers(String setting, String contract) {
        if (contract == null) {
            return false;
        }
        return setting.equals(contract)
                || (setting.indexOf('.') < 0
                        && !instruments.root(setting).isEmpty()
                        && instruments.root(setting).equals(instruments.root(contract)));
    }

    private record Scope(String account, String contract) {
        int narrowness() {
            return (account == null ? 0 : 1) + (contract == null ? 0 : 1);
        }
    }

    private static final class Setting {
        private final BrokerMode mode;
        private final Scope scope;

        /** Calls that it still answers; 0 from the start for one without a limit. */
        private int callsLeft;

        Setting(BrokerMode mode, Scope scope, int calls) {
            this.mode = mode;
            this.scope = scope;
            this.callsLeft = calls;
        }
    }
}
