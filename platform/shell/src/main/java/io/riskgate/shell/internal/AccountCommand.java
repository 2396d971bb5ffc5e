package io.riskgate.shell.internal;

import io.riskgate.api.Decimal;
import io.riskgate.api.engine.AccountStatus;
import io.riskgate.api.engine.Decision;
import io.riskgate.api.engine.PreCheckGate;
import io.riskgate.shell.internal.Report.Column;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows one account: its day, lockouts, positions, orders and what is under way. */
@Service
@Command(
        scope = "risk",
        name = "account",
        description = "Shows one account: day, lockouts, positions, orders, commands")
public final class AccountCommand extends ItemCommand {
    private static final List<Column<Decision.Position>> POSITIONS = List.of(
            new Column<>("Contract", "contract", Decision.Position::contract),
            new Column<>("Side", "side", Decision.Position::side),
            new Column<>("Quantity", "quantity", Decision.Position::quantity),
            new Column<>("Average", "averagePrice", position -> price(position.averagePrice())),
            new Column<>("Open P&L", "unrealized", Decision.Position::unrealized));
    private static final List<Column<Decision.WorkingOrder>> ORDERS = List.of(
            new Column<>("Order", "orderId", Decision.WorkingOrder::orderId),
            new Column<>("Contract", "contract", Decision.WorkingOrder::contract),
            new Column<>("Side", "side", Decision.WorkingOrder::side),
            new Column<>("Type", "orderType", Decision.WorkingOrder::orderType),
            new Column<>("Quantity", "quantity", Decision.WorkingOrder::quantity),
            new Column<>("Limit", "limitPrice", order -> price(order.limitPrice())),
            new Column<>("Stop", "stopPrice", order -> price(order.stopPrice())));

    @Argument(name = "account", description = "The account", required = true)
    @Completion(AccountCompleter.class)
    String id;

    @Reference(optional = true)
    PreCheckGate gate;

    @Override
    Report item() throws CommandException {
        AccountStatus account = account(id);
        Decision.State state = account.state();
        PreCheckGate.Answer answer = running(gate, "the gate").check(id);
        return new Report()
                .field("Account", "account", state.account())
                .field("Time", "time", state.time())
                .field("Locked", "locked", state.governing() != null)
                .field("Reduce-only", "reduceOnly", state.reduceOnly())
                .field("Reduce-only because", "reduceOnlyBecause", account.reduceOnlyBecause())
                .field("Gate allows increases", "gateAllows", answer.allowed())
                .field("Gate denies because", "gateReason", answer.reason())
                .field("Broker lets it trade", "canTrade", account.canTrade())
                .field("Connected", "connected", account.connected())
                .field("Feed alarm", "feedAlarm", account.feedAlarm())
                .field("Trading day", "tradingDay", account.tradingDay())
                .field("Next reset", "nextReset", account.nextReset())
                .field("Day P&L", "dayRealized", state.dayRealized())
                .field("Day fees", "dayFees", account.dayFees())
                .field("Trades", "tradeCount", state.tradeCount())
                .field("Enforcement", "enforcement", state.enforcement())
                .field("Guard attempts", "guardAttempts", account.guardAttempts())
                .table("Lockouts", "lockouts", "None", account.lockouts(), LockoutTable.columns(state.time()))
                .table("Positions", "positions", "None", state.positions(), POSITIONS)
                .table("Working orders", "workingOrders", "None", state.workingOrders(), ORDERS)
                .table("Commands under way", "commands", "None", account.commands(), CommandTable.OF_ONE_ACCOUNT);
    }

    private static String price(Decimal price) {
        return price == null ? null : price.toString();
    }
}
