package io.riskgate.core.internal.engine;

import io.riskgate.api.OrderSide;
import io.riskgate.api.event.OrderUpdate;

/** Says whether the targets of intents are met, as far as the ledger shows. */
final class Targets {
    private Targets() {}

    /** Whether what a call asks about one contract is so, as far as the ledger shows. */
    static boolean partMet(AccountState account, Intent intent, String contract) {
        return switch (intent.kind) {
            case CLOSE_ALL -> ledgerQuantity(account, contract) == 0;
            case CANCEL_ALL -> account.orders.values().stream()
                    .noneMatch(order -> order.contract().equals(contract));
            default -> met(account, intent);
        };
    }

    private static int ledgerQuantity(AccountState account, String contract) {
        PositionState position = account.positions.get(contract);
        return position == null ? 0 : position.quantity;
    }

    /** Whether what is wanted is so, as far as the ledger shows. */
    static boolean met(AccountState account, Intent intent) {
        return switch (intent.kind) {
            case CLOSE_ALL -> account.positions.isEmpty();
            case CANCEL_ALL -> account.orders.isEmpty();
            case POSITION -> {
                int quantity = ledgerQuantity(account, intent.contract);
                yield Math.abs(quantity) <= intent.allowed(quantity);
            }
            case CANCEL -> !account.orders.containsKey(intent.orderId);
            case MOVE -> moved(account, intent);
        };
    }

    private static boolean moved(AccountState account, Intent intent) {
        OrderUpdate order = account.orders.get(intent.orderId);
        if (order == null || order.stopPrice() == null) {
            return false;
        }
        return order.side() == OrderSide.SELL
                ? order.stopPrice().isAtLeast(intent.stopPrice)
                : order.stopPrice().isAtMost(intent.stopPrice);
    }

    /** Whether every order that still works may only reduce, and so stays while its position is open. */
    static boolean allMustStay(AccountState account) {
        return account.orders.values().stream()
                .noneMatch(order -> Ledger.couldOpen(order, account.quantity(order.contract())));
    }

    /** Whether there are orders that a cancel-all did not send a call for. */
    static boolean leftAlone(AccountState account, Intent intent, String contract) {
        return account.orders.values().stream()
                .anyMatch(order -> order.contract().equals(contract) && !intent.call.orders.contains(order.orderId()));
    }

    /** Whether what was left alone is to go now; what could open in a guarded account goes by the guard. */
    static boolean nothingKeeps(AccountState account, Intent intent, String contract) {
        int quantity = account.quantity(contract);
        return quantity == 0
                || account.guardedSince == null
                        && account.orders.values().stream()
                                .anyMatch(order -> order.contract().equals(contract)
                                        && !intent.call.orders.contains(order.orderId())
                                        && Ledger.couldOpen(order, quantity));
    }
}
