package io.riskgate.core.internal.engine;

import io.riskgate.api.engine.Lockout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * State as a fold of facts: rebuilds every account from the journal, and gives the facts an image is made of. Where
 * damage took the beginning of an account, its books are left out; its lockouts are not. What was written while damaged
 * facts were missing undoes nothing of them once they are back.
 */
final class Fold {
    private final Map<String, AccountState> accounts = new HashMap<>();
    private final TreeMap<String, Fact.SettingsChanged> settings = new TreeMap<>();
    private final TreeMap<String, Fact.RuleInForce> rules = new TreeMap<>();
    private Fact.StoreBegun begun;
    private Instant newest;

    /** The accounts as rebuilt. */
    Map<String, AccountState> accounts() {
        return accounts;
    }

    /** The settings in force, and what was deleted, as the journal knows them. */
    Collection<Fact.SettingsChanged> settings() {
        return settings.values();
    }

    /** The rules in force, and those that went, as the journal knows them. */
    Collection<Fact.RuleInForce> rules() {
        return rules.values();
    }

    /** The latest time that a fact says was there when it was written, or null. */
    Instant newest() {
        return newest;
    }

    private static Instant timeOf(Fact fact) {
        if (fact instanceof Fact.Told told) {
            return told.event().time();
        } else if (fact instanceof Fact.LockoutSet set) {
            return set.lockout().createdAt();
        } else if (fact instanceof Fact.LockoutOver over) {
            return over.at();
        } else if (fact instanceof Fact.IntentKept kept) {
            return kept.intent().openedAt();
        } else if (fact instanceof Fact.Ceilings ceilings) {
            return ceilings.since();
        } else if (fact instanceof Fact.DayOpened opened) {
            return opened.start();
        } else if (fact instanceof Fact.DayKept kept) {
            return kept.start();
        } else if (fact instanceof Fact.SettingsChanged changed) {
            return changed.time();
        } else if (fact instanceof Fact.RuleInForce rule) {
            return rule.time();
        } else if (fact instanceof Fact.StoreBegun began) {
            return began.time();
        } else if (fact instanceof Fact.PositionKept kept) {
            return kept.openedAt();
        }
        return fact instanceof Fact.OrderKept kept ? kept.order().time() : null;
    }

    /** Applies one fact. */
    void apply(Fact fact) {
        Instant time = timeOf(fact);
        newest = newest == null || time != null && time.isAfter(newest) ? time : newest;
        if (fact instanceof Fact.SettingsChanged changed) {
            settings.put(changed.pid(), changed);
        } else if (fact instanceof Fact.RuleInForce rule) {
            rules.put(rule.rule(), rule);
        } else if (fact instanceof Fact.StoreBegun began) {
            begun = began;
        } else {
            apply(accounts.computeIfAbsent(fact.account(), AccountState::new), fact);
        }
    }

    private static void apply(AccountState account, Fact fact) {
        if (fact instanceof Fact.Told told) {
            if (account.day != null) {
                Ledger.apply(account, told.event());
            }
        } else if (fact instanceof Fact.DayOpened opened) {
            if (account.day == null || !opened.start().isBefore(account.day.end)) {
                TradeBook.openDay(account, new DayState(opened.date(), opened.start(), opened.end()));
            }
        } else if (fact instanceof Fact.DayMoved moved) {
            move(account, moved);
        } else if (fact instanceof Fact.LockoutSet set) {
            account.put(set.lockout());
        } else if (fact instanceof Fact.LockoutOver over) {
            over(account, over);
        } else if (fact instanceof Fact.Ceilings ceilings) {
            guard(account, ceilings);
        } else if (fact instanceof Fact.IntentKept kept) {
            keep(account, Intent.of(kept.intent()));
            account.lastIntentId = Math.max(account.lastIntentId, kept.intent().id());
        } else if (fact instanceof Fact.IntentOver over) {
            account.intents.removeIf(old -> old.id == over.id());
            account.lastIntentId = Math.max(account.lastIntentId, over.id());
        } else if (fact instanceof Fact.EpisodeOpened opened) {
            Episode episode = new Episode(new Episode.Key(opened.rule(), opened.contract()));
            episode.clear = opened.clear();
            account.put(episode);
        } else if (fact instanceof Fact.EpisodeOver over) {
            account.episodes.remove(new Episode.Key(over.rule(), over.contract()));
        } else if (fact instanceof Fact.Remembered remembered) {
            remember(account, remembered);
        } else if (fact instanceof Fact.WakeUp wakeUp) {
            if (wakeUp.at() == null) {
                account.wakeUps.remove(wakeUp.rule());
            } else {
                account.wakeUps.put(wakeUp.rule(), new WakeUp(wakeUp.at()));
            }
        } else if (fact instanceof Fact.BestPrice best) {
            PositionState position = account.positions.get(best.contract());
            if (position != null) {
                position.bestPrice = best.price();
            }
        } else {
            applyKept(account, fact);
        }
    }

    private static void over(AccountState account, Fact.LockoutOver over) {
        Lockout lockout = account.lockouts.get(over.key());
        if (lockout != null && ends(over, lockout)) {
            account.lockouts.remove(over.key());
        }
    }

    /** Whether a lockout of its key ended so: one whose time has not come is a later one than the one that ended. */
    static boolean ends(Fact.LockoutOver over, Lockout lockout) {
        return lockout.end() == null || !lockout.isActive(over.at());
    }

    /** Where two overlap, the second did not know of the first: the lower ceiling holds. */
    private static void guard(AccountState account, Fact.Ceilings ceilings) {
        Map<String, Integer> allowed = new HashMap<>(ceilings.ceilings());
        boolean overlap = account.guardedSince != null
                && ceilings.since() != null
                && ceilings.since().isAfter(account.guardedSince);
        if (overlap) {
            Map<String, Integer> before = account.ceilings();
            allowed.keySet().retainAll(before.keySet());
            allowed.replaceAll((contract, ceiling) -> lower(ceiling, before.get(contract)));
            allowed.values().removeIf(ceiling -> ceiling == 0);
        } else {
            account.guardedSince = ceilings.since();
        }
        account.allow(allowed);
        account.guardAttempts = ceilings.guardAttempts();
    }

    private static int lower(int ceiling, int other) {
        if (Integer.signum(ceiling) != Integer.signum(other)) {
            return 0;
        }
        return Math.abs(ceiling) < Math.abs(other) ? ceiling : other;
    }

    private static void keep(AccountState account, Intent intent) {
        if (account.intent(intent.id) == null) {
            account.add(intent);
        } else {
            account.intents.replaceAll(old -> old.id == intent.id ? intent : old);
        }
    }

    private static void remember(AccountState account, Fact.Remembered remembered) {
        Map<String, String> memory = account.memoryOf(remembered.rule());
        if (remembered.value() == null) {
            memory.remove(remembered.key());
        } else {
            memory.put(remembered.key(), remembered.value());
        }
    }

    /** The running day keeps its sums and gets another end, which may give it another name. */
    static void move(AccountState account, Fact.DayMoved moved) {
        if (account.day == null) {
            return;
        }
        DayState day = new DayState(moved.date(), account.day.start, moved.end());
        day.realized = account.day.realized;
        day.fees = account.day.fees;
        day.tradeCount = account.day.tradeCount;
        day.outOfRange = account.day.outOfRange;
        java.time.LocalDate before = account.day.date;
        account.trades.replaceAll((id, trade) -> before.equals(trade.day())
                ? new KeptTrade(
                        id,
                        trade.orderId(),
                        moved.date(),
                        trade.executedAt(),
                        trade.profitAndLoss(),
                        trade.fees(),
                        trade.voided(),
                        trade.counted())
                : trade);
        account.day = day;
    }

    private static void applyKept(AccountState account, Fact fact) {
        if (fact instanceof Fact.DayKept kept) {
            DayState day = new DayState(kept.date(), kept.start(), kept.end());
            day.realized = kept.realized();
            day.fees = kept.fees();
            day.tradeCount = kept.tradeCount();
            day.outOfRange = kept.outOfRange();
            if (kept.running()) {
                account.day = day;
            } else {
                account.closedDays = TradeBook.closed(account, day);
            }
        } else if (fact instanceof Fact.TradeKept kept) {
            account.put(kept.trade());
            TradeBook.remember(account, kept.trade());
            if (kept.trade().counted()) {
                TradeBook.countTime(account, kept.trade().executedAt());
            }
        } else if (fact instanceof Fact.OrderKept kept) {
            if (kept.order().status().isWorking()) {
                account.orders.put(kept.order().orderId(), kept.order());
            } else {
                account.putEnded(kept.order());
            }
        } else if (fact instanceof Fact.PositionKept kept) {
            PositionState position = new PositionState(kept.position().contract());
            position.quantity = kept.position().signedQuantity();
            position.averagePrice = kept.position().averagePrice();
            position.openedAt = kept.openedAt();
            position.unprotectedSince = kept.unprotectedSince();
            position.bestPrice = kept.bestPrice();
            account.positions.put(position.contract, position);
        } else if (fact instanceof Fact.AccountKept kept) {
            account.canTrade = kept.canTrade();
            account.balance = kept.balance();
            account.name = kept.name();
        }
    }

    /** Facts that rebuild this state, in an order that does. */
    void forEachKept(Consumer<Fact> facts) {
        if (begun != null) {
            facts.accept(begun);
        }
        settings.values().forEach(facts);
        rules.values().forEach(facts);
        accounts.values().stream()
                .sorted(Comparator.comparing(account -> account.id, CodePoints.ORDER))
                .forEach(account -> keep(account, facts));
    }

    private static void keep(AccountState account, Consumer<Fact> facts) {
        String id = account.id;
        facts.accept(new Fact.AccountKept(id, account.canTrade, account.balance, account.name));
        account.closedDays.forEach(day -> facts.accept(day.kept(id, false)));
        if (account.day != null) {
            facts.accept(account.day.kept(id, true));
        }
        account.trades.values().stream()
                .sorted(Comparator.comparing(KeptTrade::executedAt))
                .forEach(trade -> facts.accept(new Fact.TradeKept(id, trade)));
        account.endedOrders.values().forEach(order -> facts.accept(new Fact.OrderKept(order)));
        account.orders.values().forEach(order -> facts.accept(new Fact.OrderKept(order)));
        account.positions.values().forEach(position -> facts.accept(kept(id, position)));
        List<Lockout> lockouts = new ArrayList<>(account.lockouts.values());
        lockouts.forEach(lockout -> facts.accept(new Fact.LockoutSet(lockout)));
        facts.accept(new Fact.Ceilings(id, account.guardedSince, account.ceilings(), account.guardAttempts));
        if (account.lastIntentId > 0) {
            facts.accept(new Fact.IntentOver(id, account.lastIntentId));
        }
        account.intents.forEach(intent -> facts.accept(new Fact.IntentKept(id, intent.kept())));
        account.episodes
                .values()
                .forEach(episode -> facts.accept(
                        new Fact.EpisodeOpened(id, episode.key.rule(), episode.key.contract(), episode.clear)));
        account.memory.forEach((rule, values) ->
                values.forEach((key, value) -> facts.accept(new Fact.Remembered(id, rule, key, value))));
        account.wakeUps.forEach((rule, wakeUp) -> {
            if (wakeUp.at != null) {
                facts.accept(new Fact.WakeUp(id, rule, wakeUp.at));
            }
        });
    }

    private static Fact kept(String account, PositionState position) {
        return new Fact.PositionKept(
                new io.riskgate.api.event.PositionUpdate(
                        position.openedAt,
                        account,
                        position.contract,
                        position.quantity < 0 ? io.riskgate.api.PositionSide.SHORT : io.riskgate.api.PositionSide.LONG,
                        position.size(),
                        position.averagePrice),
                position.openedAt,
                position.unprotectedSince,
                position.bestPrice);
    }
}
