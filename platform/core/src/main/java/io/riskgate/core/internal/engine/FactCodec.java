package io.riskgate.core.internal.engine;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.engine.Lockout;
import io.riskgate.core.internal.engine.IntentRecord.Claim;
import io.riskgate.core.internal.store.Entry;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns facts into journal entries and back. The numbers of types and fields are part of the format of the store and
 * are never given another meaning; new fields get new numbers.
 */
final class FactCodec {
    private static final int TOLD = 1;
    private static final int DAY_OPENED = 2;
    private static final int DAY_MOVED = 3;
    private static final int LOCKOUT_SET = 4;
    private static final int LOCKOUT_OVER = 5;
    private static final int CEILINGS = 6;
    private static final int INTENT_KEPT = 7;
    private static final int INTENT_OVER = 8;
    private static final int EPISODE_OPENED = 9;
    private static final int EPISODE_OVER = 10;
    private static final int REMEMBERED = 11;
    private static final int WAKE_UP = 12;
    private static final int BEST_PRICE = 13;
    private static final int SETTINGS_CHANGED = 14;
    private static final int STORE_BEGUN = 15;
    private static final int DAY_KEPT = 16;
    private static final int TRADE_KEPT = 17;
    private static final int POSITION_KEPT = 18;
    private static final int ORDER_KEPT = 19;
    private static final int ACCOUNT_KEPT = 20;
    private static final int RULE_IN_FORCE = 21;

    private static final int MOST_WORDS = 500;

    private FactCodec() {}

    /** The entry of a fact. */
    static Entry encode(Fact fact) {
        FieldWriter out = new FieldWriter();
        if (fact instanceof Fact.Told told) {
            return entry(TOLD, out.group(1, EventCodec.write(told.event())));
        }
        out.text(1, fact.account());
        if (fact instanceof Fact.DayOpened day) {
            return entry(
                    DAY_OPENED,
                    out.text(2, day.date().toString()).instant(3, day.start()).instant(4, day.end()));
        } else if (fact instanceof Fact.DayMoved day) {
            return entry(DAY_MOVED, out.text(2, day.date().toString()).instant(3, day.end()));
        } else if (fact instanceof Fact.LockoutSet set) {
            return entry(LOCKOUT_SET, lockout(out, set.lockout()));
        } else if (fact instanceof Fact.LockoutOver over) {
            return entry(LOCKOUT_OVER, out.text(2, over.key()).instant(3, over.at()));
        } else if (fact instanceof Fact.Ceilings ceilings) {
            return entry(CEILINGS, ceilings(out, ceilings));
        } else if (fact instanceof Fact.IntentKept kept) {
            return entry(INTENT_KEPT, intent(out, kept.intent()));
        } else if (fact instanceof Fact.IntentOver over) {
            return entry(INTENT_OVER, out.number(2, over.id()));
        } else if (fact instanceof Fact.EpisodeOpened opened) {
            return entry(
                    EPISODE_OPENED,
                    out.text(2, opened.rule()).text(3, opened.contract()).flag(4, opened.clear()));
        } else if (fact instanceof Fact.EpisodeOver over) {
            return entry(EPISODE_OVER, out.text(2, over.rule()).text(3, over.contract()));
        } else if (fact instanceof Fact.Remembered kept) {
            return entry(
                    REMEMBERED, out.text(2, kept.rule()).text(3, kept.key()).text(4, kept.value()));
        } else if (fact instanceof Fact.WakeUp wake) {
            return entry(WAKE_UP, out.text(2, wake.rule()).instant(3, wake.at()));
        } else if (fact instanceof Fact.BestPrice best) {
            return entry(BEST_PRICE, out.text(2, best.contract()).decimal(3, best.price()));
        } else if (fact instanceof Fact.SettingsChanged changed) {
            return entry(SETTINGS_CHANGED, settings(out, changed));
        } else if (fact instanceof Fact.RuleInForce rule) {
            return entry(
                    RULE_IN_FORCE,
                    out.instant(2, rule.time()).text(3, rule.rule()).text(4, rule.bundle()));
        } else if (fact instanceof Fact.StoreBegun begun) {
            return entry(STORE_BEGUN, out.instant(2, begun.time()).text(3, begun.storeId()));
        }
        return encodeKept(fact, out);
    }

    private static Entry encodeKept(Fact fact, FieldWriter out) {
        if (fact instanceof Fact.DayKept day) {
            out.text(2, day.date().toString()).instant(3, day.start()).instant(4, day.end());
            out.decimal(5, day.realized()).decimal(6, day.fees()).number(7, day.tradeCount());
            return entry(DAY_KEPT, out.flag(8, day.outOfRange()).flag(9, day.running()));
        } else if (fact instanceof Fact.TradeKept kept) {
            KeptTrade trade = kept.trade();
            out.text(2, trade.tradeId()).text(3, trade.orderId());
            out.text(4, trade.day() == null ? null : trade.day().toString()).instant(5, trade.executedAt());
            out.decimal(6, trade.profitAndLoss()).decimal(7, trade.fees());
            return entry(TRADE_KEPT, out.flag(8, trade.voided()).flag(9, trade.counted()));
        } else if (fact instanceof Fact.PositionKept kept) {
            out.group(2, EventCodec.write(kept.position())).instant(3, kept.openedAt());
            return entry(POSITION_KEPT, out.instant(4, kept.unprotectedSince()).decimal(5, kept.bestPrice()));
        } else if (fact instanceof Fact.OrderKept kept) {
            return entry(ORDER_KEPT, out.group(2, EventCodec.write(kept.order())));
        } else if (fact instanceof Fact.AccountKept kept) {
            out.flag(2, kept.canTrade()).decimal(3, kept.balance());
            return entry(ACCOUNT_KEPT, out.text(4, kept.name()));
        }
        throw new IllegalArgumentException("no code for " + fact);
    }

    private static Entry entry(int type, FieldWriter out) {
        return new Entry(type, out.toBytes());
    }

    private static FieldWriter lockout(FieldWriter out, Lockout lockout) {
        return out.text(2, lockout.rule())
                .constant(3, lockout.kind())
                .instant(4, lockout.createdAt())
                .instant(5, lockout.end())
                .flag(6, lockout.untilReset())
                .text(7, lockout.reason());
    }

    private static FieldWriter ceilings(FieldWriter out, Fact.Ceilings ceilings) {
        out.instant(2, ceilings.since()).number(3, ceilings.guardAttempts());
        ceilings.ceilings()
                .forEach((contract, ceiling) ->
                        out.group(4, new FieldWriter().text(1, contract).number(2, ceiling)));
        return out;
    }

    private static FieldWriter settings(FieldWriter out, Fact.SettingsChanged changed) {
        out.instant(2, changed.time()).text(3, changed.pid()).flag(4, changed.properties() == null);
        if (changed.properties() != null) {
            changed.properties()
                    .forEach((key, value) ->
                            out.group(5, new FieldWriter().text(1, key).text(2, value)));
        }
        return out;
    }

    private static FieldWriter intent(FieldWriter out, IntentRecord intent) {
        out.number(2, intent.id())
                .constant(3, intent.kind())
                .text(4, intent.contract())
                .text(5, intent.orderId());
        out.decimal(6, intent.stopPrice()).text(7, intent.rule()).flag(8, intent.guard());
        out.instant(9, intent.openedAt()).number(10, intent.attempt()).number(11, intent.failures());
        out.flag(12, intent.marketClosed()).instant(13, intent.deadline()).flag(14, intent.early());
        out.instant(15, intent.retryAt()).flag(17, intent.closing()).flag(18, intent.superseded());
        out.text(20, intent.lastOutcome()).text(21, words(intent.lastReason()));
        new TreeMap<>(intent.underWay())
                .forEach((contract, quantity) ->
                        out.group(19, new FieldWriter().text(1, contract).number(2, quantity)));
        for (Claim claim : intent.claims()) {
            out.group(
                    16,
                    new FieldWriter()
                            .text(1, claim.rule())
                            .text(2, claim.key())
                            .constant(3, claim.reason())
                            .number(4, claim.target())
                            .flag(5, claim.lapsed()));
        }
        return out;
    }

    /** What a broker said, as far as people need it; not all that it may say is valid Unicode. */
    private static String words(String said) {
        return said == null
                ? null
                : new String(
                        said.substring(0, Math.min(said.length(), MOST_WORDS)).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8);
    }

    /**
     * The fact of an entry.
     *
     * @throws IllegalArgumentException if the entry is of no known type or lacks what its type needs
     */
    static Fact decode(Entry entry) {
        try {
            return decode(entry.type(), new FieldReader(entry.payload()));
        } catch (NullPointerException | java.time.DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("entry of type " + entry.type() + " is not complete: " + e, e);
        }
    }

    private static Fact decode(int type, FieldReader in) {
        String account = in.text(1);
        return switch (type) {
            case TOLD -> new Fact.Told(EventCodec.read(in.group(1)));
            case DAY_OPENED -> new Fact.DayOpened(account, LocalDate.parse(in.text(2)), in.instant(3), in.instant(4));
            case DAY_MOVED -> new Fact.DayMoved(account, LocalDate.parse(in.text(2)), in.instant(3));
            case LOCKOUT_SET -> new Fact.LockoutSet(new Lockout(
                    account,
                    in.text(2),
                    in.constant(3, LockoutKind.class),
                    in.instant(4),
                    in.instant(5),
                    in.flag(6),
                    in.text(7)));
            case LOCKOUT_OVER -> new Fact.LockoutOver(account, in.text(2), in.instant(3));
            case CEILINGS -> ceilings(account, in);
            case INTENT_KEPT -> new Fact.IntentKept(account, intent(in));
            case INTENT_OVER -> new Fact.IntentOver(account, in.number(2));
            case EPISODE_OPENED -> new Fact.EpisodeOpened(account, in.text(2), in.text(3), in.flag(4));
            case EPISODE_OVER -> new Fact.EpisodeOver(account, in.text(2), in.text(3));
            case REMEMBERED -> new Fact.Remembered(account, in.text(2), in.text(3), in.text(4));
            case WAKE_UP -> new Fact.WakeUp(account, in.text(2), in.instant(3));
            case BEST_PRICE -> new Fact.BestPrice(account, in.text(2), in.decimal(3));
            case SETTINGS_CHANGED -> settings(in);
            case RULE_IN_FORCE -> new Fact.RuleInForce(in.instant(2), in.text(3), in.text(4));
            case STORE_BEGUN -> new Fact.StoreBegun(in.instant(2), in.text(3));
            default -> decodeKept(type, account, in);
        };
    }

    private static Fact decodeKept(int type, String account, FieldReader in) {
        return switch (type) {
            case DAY_KEPT -> new Fact.DayKept(
                    account,
                    LocalDate.parse(in.text(2)),
                    in.instant(3),
                    in.instant(4),
                    in.decimal(5),
                    in.decimal(6),
                    in.integer(7),
                    in.flag(8),
                    in.flag(9));
            case TRADE_KEPT -> new Fact.TradeKept(
                    account,
                    new KeptTrade(
                            in.text(2),
                            in.text(3),
                            in.has(4) ? LocalDate.parse(in.text(4)) : null,
                            in.instant(5),
                            in.decimal(6),
                            in.decimal(7),
                            in.flag(8),
                            in.flag(9)));
            case POSITION_KEPT -> new Fact.PositionKept(
                    EventCodec.readPosition(in.group(2)), in.instant(3), in.instant(4), in.decimal(5));
            case ORDER_KEPT -> new Fact.OrderKept(EventCodec.readOrder(in.group(2)));
            case ACCOUNT_KEPT -> new Fact.AccountKept(account, in.flag(2), in.decimal(3), in.text(4));
            default -> throw new IllegalArgumentException("a record of the journal is of type " + type
                    + ", this program knows none of that: start the version that wrote it, or a newer one");
        };
    }

    private static Fact ceilings(String account, FieldReader in) {
        Map<String, Integer> ceilings = new TreeMap<>();
        in.groups(4).forEach(group -> ceilings.put(group.text(1), group.integer(2)));
        return new Fact.Ceilings(account, in.instant(2), ceilings, in.integer(3));
    }

    private static Fact settings(FieldReader in) {
        Map<String, String> properties = new TreeMap<>();
        in.groups(5).forEach(group -> properties.put(group.text(1), group.text(2)));
        return new Fact.SettingsChanged(in.instant(2), in.text(3), in.flag(4) ? null : properties);
    }

    private static IntentRecord intent(FieldReader in) {
        List<Claim> claims = new ArrayList<>();
        in.groups(16)
                .forEach(group -> claims.add(new Claim(
                        group.text(1),
                        group.text(2),
                        group.constant(3, IntentRecord.Reason.class),
                        group.integer(4),
                        group.flag(5))));
        Map<String, Integer> underWay = new TreeMap<>();
        in.groups(19).forEach(group -> underWay.put(group.text(1), group.integer(2)));
        return new IntentRecord(
                in.number(2),
                in.constant(3, IntentRecord.Kind.class),
                in.text(4),
                in.text(5),
                in.decimal(6),
                in.text(7),
                in.flag(8),
                in.instant(9),
                in.integer(10),
                in.integer(11),
                in.flag(12),
                in.instant(13),
                in.flag(14),
                in.instant(15),
                in.flag(17),
                in.flag(18),
                underWay,
                claims,
                in.text(20),
                in.text(21));
    }
}
