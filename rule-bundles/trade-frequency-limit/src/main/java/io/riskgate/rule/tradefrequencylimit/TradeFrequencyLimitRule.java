package io.riskgate.rule.tradefrequencylimit;

import static io.riskgate.api.rule.Action.cancelOpening;
import static io.riskgate.api.rule.Action.closeAll;
import static io.riskgate.api.rule.Verdict.pass;
import static io.riskgate.api.rule.Verdict.violation;

import io.riskgate.api.LockoutKind;
import io.riskgate.api.rule.Action;
import io.riskgate.api.rule.LockTime;
import io.riskgate.api.rule.Occasion;
import io.riskgate.api.rule.RiskEvent.TradeBooked;
import io.riskgate.api.rule.RiskRule;
import io.riskgate.api.rule.RuleCode;
import io.riskgate.api.rule.RuleDescription;
import io.riskgate.api.rule.RuleEvaluator;
import io.riskgate.api.rule.RuleId;
import io.riskgate.api.rule.Settings;
import io.riskgate.api.rule.SettingsRefused;
import io.riskgate.api.rule.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.osgi.service.component.annotations.Component;

/** Pauses an account that trades too often in a minute, an hour or a trading day. */
@Component
@RuleId("trade_frequency_limit")
@RuleCode("RULE-006")
@RuleDescription("Pauses an account that trades too often in a minute, an hour or a trading day.")
public final class TradeFrequencyLimitRule implements RiskRule {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofSeconds(3600);

    @Override
    public RuleEvaluator configure(Settings settings) {
        Limit perMinute = Limit.read(settings, "perMinute", 3, LockTime.of(Duration.ofSeconds(60)), "last minute");
        Limit perHour = Limit.read(settings, "perHour", 10, LockTime.of(Duration.ofMinutes(30)), "last hour");
        Limit perSession = Limit.read(settings, "perSession", 50, LockTime.of(Duration.ofHours(1)), "this session");
        boolean closePositions = settings.flag("closePositions").orElse(false);
        perHour.mustSurpass(perMinute);
        perSession.mustSurpass(perHour);
        Action stop = closePositions ? closeAll() : cancelOpening();

        RuleEvaluator rule = (event, account) -> {
            if (!(event instanceof TradeBooked trade) || trade.own() || trade.voided()) {
                return pass();
            }
            int inMinute = account.tradesWithin(MINUTE);
            if (inMinute > perMinute.trades()) {
                return perMinute.exceeded(inMinute, stop, account.now());
            }
            int inHour = account.tradesWithin(HOUR);
            if (inHour > perHour.trades()) {
                return perHour.exceeded(inHour, stop, account.now());
            }
            int inSession = account.day().tradeCount();
            return inSession > perSession.trades() ? perSession.exceeded(inSession, stop, account.now()) : pass();
        };
        return rule.askedOnlyOn(Occasion.TRADE);
    }

    /** So many trades are allowed in a window; one more means a pause. */
    private record Limit(String key, int trades, LockTime cooldown, String window) {
        static Limit read(Settings settings, String key, int trades, LockTime cooldown, String window) {
            return new Limit(
                    key,
                    settings.integer(key).atLeast(1).orElse(trades),
                    settings.lockTime(key + "Cooldown").orElse(cooldown),
                    window);
        }

        void mustSurpass(Limit shorter) {
            if (trades < shorter.trades) {
                String expected = "at least " + shorter.key + " (" + shorter.trades + ")";
                throw new SettingsRefused(key, expected, String.valueOf(trades));
            }
            if (!isLonger(cooldown, shorter.cooldown)) {
                String expected = "longer than " + shorter.key + "Cooldown (" + shorter.cooldown + ")";
                throw new SettingsRefused(key + "Cooldown", expected, cooldown.toString());
            }
        }

        private static boolean isLonger(LockTime time, LockTime other) {
            return !other.isUntilReset()
                    && (time.isUntilReset() || time.duration().compareTo(other.duration()) > 0);
        }

        Verdict exceeded(int count, Action stop, Instant now) {
            return violation(
                            "Trade frequency limit exceeded: %d trades in %s (limit: %d)"
                                    .formatted(count, window, trades),
                            stop,
                            cooldown.lock(now, LockoutKind.COOLDOWN))
                    .measured(count, trades);
        }
    }
}
