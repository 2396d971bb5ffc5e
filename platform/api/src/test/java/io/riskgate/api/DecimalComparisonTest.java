package io.riskgate.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares with {@link BigDecimal}; {@code -Driskgate.seed=…} repeats a run. */
class DecimalComparisonTest {
    private static final long SEED = Long.getLong("riskgate.seed", 20251029);
    private static final int PAIRS = 100_000;

    @Test
    void agreesWithBigDecimalOnRandomPairs() {
        System.out.println("DecimalComparisonTest: " + PAIRS + " pairs, seed " + SEED);
        Random random = new Random(SEED);
        for (int pair = 0; pair < PAIRS; pair++) {
            compare(randomNumber(random), randomNumber(random), random.nextLong() >> random.nextInt(64));
        }
    }

    private static void compare(BigDecimal a, BigDecimal b, long factor) {
        Decimal x = Decimal.of(a);
        Decimal y = Decimal.of(b);
        String pair = "seed " + SEED + ": " + a + ", " + b + ", " + factor;

        assertIs(a, x, pair);
        assertIs(a.add(b), x.plus(y), pair);
        assertIs(a.subtract(b), x.minus(y), pair);
        assertIs(a.multiply(b), x.times(y), pair);
        assertIs(a.multiply(BigDecimal.valueOf(factor)), x.times(factor), pair);
        assertIs(a.negate(), x.negated(), pair);
        assertIs(a.abs(), x.abs(), pair);
        assertIs(a.min(b), x.min(y), pair);
        assertIs(a.max(b), x.max(y), pair);
        assertEquals(a.compareTo(b), x.compareTo(y), pair);
        assertEquals(a.compareTo(b) == 0, x.equals(y), pair);
        assertEquals(a.signum(), x.signum(), pair);
        assertEquals(a.setScale(2, RoundingMode.HALF_UP).toPlainString(), x.toMoney(), pair);
        if (b.signum() != 0) {
            BigDecimal step = b.abs();
            assertIs(a.divide(b, MathContext.DECIMAL128), x.dividedBy(y), pair);
            assertIs(a.divide(step, 0, RoundingMode.FLOOR).multiply(step), x.floorTo(y.abs()), pair);
            assertIs(a.divide(step, 0, RoundingMode.CEILING).multiply(step), x.ceilingTo(y.abs()), pair);
        }
    }

    /** Up to 19 digits with up to 9 after the point, all sizes alike; sometimes just beside the boundary. */
    private static BigDecimal randomNumber(Random random) {
        long unscaled = random.nextLong() >> random.nextInt(64);
        if (random.nextInt(8) == 0) {
            BigInteger boundary = BigInteger.valueOf(random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE);
            return new BigDecimal(boundary.add(BigInteger.valueOf(random.nextInt(5) - 2)), 9);
        }
        return BigDecimal.valueOf(unscaled, random.nextInt(10));
    }

    private static void assertIs(BigDecimal expected, Decimal actual, String pair) {
        String plain =
                expected.signum() == 0 ? "0" : expected.stripTrailingZeros().toPlainString();
        assertEquals(plain, actual.toString(), pair);
        assertEquals(Decimal.of(expected), actual, pair);
        assertEquals(Decimal.of(expected).hashCode(), actual.hashCode(), pair);
    }
}
