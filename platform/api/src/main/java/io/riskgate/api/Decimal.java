package io.riskgate.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * An exact decimal number: money, a price or a price difference.
 *
 * <p>Results are exact and never binary; only {@link #dividedBy} may round. A value read from outside has at most 15 digits before and 9
 * after the point ({@link #parse}); results of arithmetic may be larger. Money is in US dollars, a profit is positive
 * and a loss negative. Immutable; safe in all threads. Two numbers that compare equal are {@code equals}.
 */
public final class Decimal implements Comparable<Decimal> {
    private static final int SCALE = 9;
    private static final long ONE_UNITS = 1_000_000_000L;
    private static final int MAX_INTEGER_DIGITS = 15;
    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(MAX_INTEGER_DIGITS);
    private static final Pattern SYNTAX = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");

    /** Zero. */
    public static final Decimal ZERO = new Decimal(0, null);

    /** The largest value that can be read from outside: 15 nines, point, 9 nines. */
    public static final Decimal MAX = of(LIMIT.subtract(BigDecimal.ONE.movePointLeft(SCALE)));

    /** Billionths, valid only while {@code wide} is null. */
    private final long units;

    /** The value when it does not fit in billionths, else null. */
    private final BigDecimal wide;

    private Decimal(long units, BigDecimal wide) {
        this.units = units;
        this.wide = wide;
    }

    /** The integer {@code value}. */
    public static Decimal of(long value) {
        long high = Math.multiplyHigh(value, ONE_UNITS);
        long low = value * ONE_UNITS;
        return high == low >> 63
                ? new Decimal(low, null)
                : new Decimal(0, BigDecimal.valueOf(value).stripTrailingZeros());
    }

    /** The exact value of {@code value}. */
    public static Decimal of(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() <= SCALE && plain.precision() - plain.scale() <= 10) {
            BigDecimal scaled = plain.setScale(SCALE, RoundingMode.UNNECESSARY);
            if (scaled.unscaledValue().bitLength() < 64) {
                return new Decimal(scaled.unscaledValue().longValueExact(), null);
            }
        }
        return new Decimal(0, plain);
    }

    /**
     * Reads a number such as {@code -170.50} or {@code 5e-7}.
     *
     * @throws NumberFormatException if {@code text} is no number, or has more than 15 digits before or 9 after the
     *     point; the message names what was expected and what was there
     */
    public static Decimal parse(String text) {
        if (text.length() > 64 || !SYNTAX.matcher(text).matches()) {
            throw new NumberFormatException("expected a decimal number, was '" + shorten(text) + "'");
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        if (value.scale() > SCALE || value.precision() - value.scale() > MAX_INTEGER_DIGITS) {
            throw new NumberFormatException(
                    "expected at most 15 digits before and 9 after the point, was '" + shorten(text) + "'");
        }
        return of(value);
    }

    private static String shorten(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    /** The exact sum. */
    public Decimal plus(Decimal other) {
        if (wide == null && other.wide == null) {
            long sum = units + other.units;
            if (((units ^ sum) & (other.units ^ sum)) >= 0) {
                return new Decimal(sum, null);
            }
        }
        return of(toBigDecimal().add(other.toBigDecimal()));
    }

    /** The exact difference. */
    public Decimal minus(Decimal other) {
        if (wide == null && other.wide == null) {
            long difference = units - other.units;
            if (((units ^ other.units) & (units ^ difference)) >= 0) {
                return new Decimal(difference, null);
            }
        }
        return of(toBigDecimal().subtract(other.toBigDecimal()));
    }

    /** The exact product with an integer. */
    public Decimal times(long factor) {
        if (wide == null && fits(units, factor)) {
            return new Decimal(units * factor, null);
        }
        return of(toBigDecimal().multiply(BigDecimal.valueOf(factor)));
    }

    /** The exact product. */
    public Decimal times(Decimal factor) {
        if (wide == null && factor.wide == null) {
            long a = units;
            long b = factor.units / ONE_UNITS;
            boolean exact = b * ONE_UNITS == factor.units;
            if (!exact) {
                a = units / 1_000;
                b = factor.units / 1_000_000;
                exact = a * 1_000 == units && b * 1_000_000 == factor.units;
            }
            if (exact && fits(a, b)) {
                return new Decimal(a * b, null);
            }
        }
        return of(toBigDecimal().multiply(factor.toBigDecimal()));
    }

    private static boolean fits(long a, long b) {
        return Math.multiplyHigh(a, b) == a * b >> 63;
    }

    /**
     * The quotient: exact where it ends within 34 digits, else rounded to those.
     *
     * @throws ArithmeticException if {@code divisor} is zero
     */
    public Decimal dividedBy(Decimal divisor) {
        return of(toBigDecimal().divide(divisor.toBigDecimal(), MathContext.DECIMAL128));
    }

    /** This number with the other sign. */
    public Decimal negated() {
        return wide == null && units != Long.MIN_VALUE
                ? new Decimal(-units, null)
                : of(toBigDecimal().negate());
    }

    /** This number without its sign. */
    public Decimal abs() {
        return isNegative() ? negated() : this;
    }

    /** -1, 0 or 1. */
    public int signum() {
        return wide == null ? Long.signum(units) : wide.signum();
    }

    /** Whether this is below zero. */
    public boolean isNegative() {
        return signum() < 0;
    }

    /** Whether this is above zero. */
    public boolean isPositive() {
        return signum() > 0;
    }

    /** Whether this is {@code <= other}. */
    public boolean isAtMost(Decimal other) {
        return compareTo(other) <= 0;
    }

    /** Whether this is {@code >= other}. */
    public boolean isAtLeast(Decimal other) {
        return compareTo(other) >= 0;
    }

    /** Whether this is {@code < other}. */
    public boolean isBelow(Decimal other) {
        return compareTo(other) < 0;
    }

    /** Whether this is {@code > other}. */
    public boolean isAbove(Decimal other) {
        return compareTo(other) > 0;
    }

    /** The smaller of the two. */
    public Decimal min(Decimal other) {
        return isAtMost(other) ? this : other;
    }

    /** The larger of the two. */
    public Decimal max(Decimal other) {
        return isAtLeast(other) ? this : other;
    }

    /** Whether this could have been read from outside: at most 15 digits before the point. */
    public boolean isInRange() {
        return wide == null || wide.abs().compareTo(LIMIT) < 0;
    }

    /** This number rounded down (towards negative infinity) to a multiple of {@code step}, which is positive. */
    public Decimal floorTo(Decimal step) {
        if (wide == null && step.wide == null) {
            return step.times(Math.floorDiv(units, step.units));
        }
        BigDecimal size = step.toBigDecimal();
        return of(toBigDecimal().divide(size, 0, RoundingMode.FLOOR).multiply(size));
    }

    /** This number rounded up (towards positive infinity) to a multiple of {@code step}, which is positive. */
    public Decimal ceilingTo(Decimal step) {
        if (wide == null && step.wide == null) {
            long below = Math.floorDiv(units, step.units);
            return step.times(below * step.units == units ? below : below + 1);
        }
        BigDecimal size = step.toBigDecimal();
        return of(toBigDecimal().divide(size, 0, RoundingMode.CEILING).multiply(size));
    }

    /** The exact value. */
    public BigDecimal toBigDecimal() {
        return wide == null ? BigDecimal.valueOf(units, SCALE) : wide;
    }

    /** As money: sign, digits, two decimals, rounded half away from zero, such as {@code -170.50}. */
    public String toMoney() {
        BigDecimal rounded = toBigDecimal().setScale(2, RoundingMode.HALF_UP);
        return rounded.toPlainString();
    }

    /** As money in a text: {@code $-170.50}. */
    public String toDollars() {
        return "$" + toMoney();
    }

    /** Plain, without trailing zeros: {@code 21000.25}. */
    @Override
    public String toString() {
        if (signum() == 0) {
            return "0";
        }
        return toBigDecimal().stripTrailingZeros().toPlainString();
    }

    @Override
    public int compareTo(Decimal other) {
        if (wide == null && other.wide == null) {
            return Long.compare(units, other.units);
        }
        return toBigDecimal().compareTo(other.toBigDecimal());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Decimal decimal && compareTo(decimal) == 0;
    }

    @Override
    public int hashCode() {
        return wide == null ? Long.hashCode(units) : wide.hashCode();
    }
}
