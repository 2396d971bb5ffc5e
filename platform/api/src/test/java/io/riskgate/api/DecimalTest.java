package io.riskgate.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    /** The largest value that is held in billionths, and the smallest. */
    private static final String LARGEST_NARROW = "9223372036.854775807";

    private static final String SMALLEST_NARROW = "-9223372036.854775808";

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0, 0
                    -0, 0
                    +5, 5
                    007, 7
                    .5, 0.5
                    5., 5
                    -170.50, -170.5
                    5e-7, 0.0000005
                    5E-7, 0.0000005
                    1e3, 1000
                    1E+3, 1000
                    1.5e1, 15
                    1000e-3, 1
                    1e-9, 0.000000001
                    1e14, 100000000000000
                    0e9999, 0
                    0e-9999, 0
                    0.000000001, 0.000000001
                    1.00000000000000000000, 1
                    999999999999999, 999999999999999
                    999999999999999.999999999, 999999999999999.999999999
                    -999999999999999.999999999, -999999999999999.999999999
                    99999999999999999999999e-9, 99999999999999.999999999
                    9223372036.854775807, 9223372036.854775807
                    9223372036.854775808, 9223372036.854775808
                    -9223372036.854775808, -9223372036.854775808
                    -9223372036.854775809, -9223372036.854775809
                    """)
    void readsWhatHasAtMost15DigitsBeforeAnd9AfterThePoint(String text, String plain) {
        Decimal decimal = Decimal.parse(text);

        assertEquals(plain, decimal.toString());
        assertEquals(0, new BigDecimal(text).compareTo(decimal.toBigDecimal()));
        assertEquals(decimal, Decimal.parse(plain));
        assertTrue(decimal.isInRange());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000000000000000",
                "-1000000000000000",
                "999999999999999.9999999999",
                "1e15",
                "1e400",
                "1e9999",
                "0.0000000001",
                "1e-10",
                "1e-400",
                "1.0000000001"
            })
    void refusesWhatHasMoreDigits(String text) {
        NumberFormatException refused = assertThrows(NumberFormatException.class, () -> Decimal.parse(text));

        assertEquals(
                "expected at most 15 digits before and 9 after the point, was '" + text + "'", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 1",
                "1 ",
                "1,5",
                "1.5.5",
                "+",
                "-",
                ".",
                "e5",
                "1e",
                "1e+",
                "1e12345",
                "--1",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x10",
                "1d",
                "1f",
                "1L",
                "$5",
                "1_000",
                "\u0661",
                "null",
                "one"
            })
    void refusesWhatIsNoNumber(String text) {
        NumberFormatException refused = assertThrows(NumberFormatException.class, () -> Decimal.parse(text));

        assertEquals("expected a decimal number, was '" + text + "'", refused.getMessage());
    }

    @Test
    void refusesALongTextWithoutShowingAllOfIt() {
        NumberFormatException refused =
                assertThrows(NumberFormatException.class, () -> Decimal.parse("1".repeat(1_000_000)));

        assertEquals("expected a decimal number, was '" + "1".repeat(64) + "...'", refused.getMessage());
    }

    @Test
    void theLargestIs15NinesPoint9Nines() {
        assertEquals(Decimal.parse("999999999999999.999999999"), Decimal.MAX);
        assertTrue(Decimal.MAX.isInRange());
        assertFalse(Decimal.MAX.plus(Decimal.parse("1e-9")).isInRange());
        assertFalse(Decimal.MAX.plus(Decimal.parse("1e-9")).negated().isInRange());
        assertTrue(Decimal.MAX.negated().isInRange());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                9_223_372_036L,
                9_223_372_037L,
                -9_223_372_036L,
                -9_223_372_037L,
                999_999_999_999_999L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void anIntegerIsItself(long value) {
        assertEquals(0, BigDecimal.valueOf(value).compareTo(Decimal.of(value).toBigDecimal()));
        assertEquals(String.valueOf(value), Decimal.of(value).toString());
        assertEquals(Decimal.of(BigDecimal.valueOf(value)), Decimal.of(value));
    }

    @Test
    void sumsAndDifferencesGrowBeyondBillionthsAndComeBack() {
        Decimal largest = Decimal.parse(LARGEST_NARROW);
        Decimal smallest = Decimal.parse(SMALLEST_NARROW);
        Decimal billionth = Decimal.parse("1e-9");

        assertEquals("9223372036.854775808", largest.plus(billionth).toString());
        assertEquals("-9223372036.854775809", smallest.minus(billionth).toString());
        assertEquals("18446744073.709551615", largest.minus(smallest).toString());
        assertSame(largest, largest.plus(billionth).minus(billionth));
        assertSame(smallest, smallest.minus(billionth).plus(billionth));
        assertSame(Decimal.ZERO, largest.plus(largest).minus(largest).minus(largest));
    }

    @Test
    void productsGrowBeyondBillionthsAndComeBack() {
        Decimal largest = Decimal.parse(LARGEST_NARROW);

        assertEquals("18446744073.709551614", largest.times(2).toString());
        assertSame(largest, largest.times(2).times(Decimal.parse("0.5")));
        assertEquals(
                new BigDecimal(LARGEST_NARROW)
                        .multiply(BigDecimal.valueOf(Long.MIN_VALUE))
                        .stripTrailingZeros()
                        .toPlainString(),
                largest.times(Long.MIN_VALUE).toString());
        assertEquals(
                "0.000000000000000001",
                Decimal.parse("1e-9").times(Decimal.parse("1e-9")).toString());
        assertSame(
                Decimal.parse("1e-9"),
                Decimal.parse("1e-9").times(Decimal.parse("1e-9")).times(1_000_000_000));
    }

    @Test
    void theOtherSignOfTheSmallestIsExact() {
        Decimal smallest = Decimal.parse(SMALLEST_NARROW);

        assertEquals("9223372036.854775808", smallest.negated().toString());
        assertEquals("9223372036.854775808", smallest.abs().toString());
        assertSame(smallest, smallest.negated().negated());
        assertSame(Decimal.ZERO, Decimal.ZERO.negated());
    }

    @Test
    void equalNumbersAreEqualHoweverTheyCameAbout() {
        assertSame(Decimal.of(10_000_000_000L), Decimal.parse("1e10"));
        assertSame(Decimal.of(1), Decimal.parse("1.000"));
        assertSame(Decimal.of(1), Decimal.of(new BigDecimal("1.00000000000000000000")));
        assertSame(Decimal.of(100), Decimal.of(new BigDecimal("1E+2")));
        assertSame(Decimal.ZERO, Decimal.of(new BigDecimal("0E+30")));
        assertSame(Decimal.ZERO, Decimal.parse("-0.0"));
        assertSame(Decimal.parse("100000000000"), Decimal.of(new BigDecimal("100000000000.000")));
        assertSame(Decimal.parse("100000000000"), Decimal.parse("1e11"));
        assertSame(Decimal.parse("100000000000"), Decimal.parse("1000000000").times(100));
        assertSame(Decimal.parse("0.3"), Decimal.parse("0.1").plus(Decimal.parse("0.2")));

        assertNotEquals(Decimal.parse("1"), Decimal.parse("1.000000001"));
        assertNotEquals(Decimal.MAX, Decimal.MAX.negated());
        assertNotEquals(Decimal.ZERO, null);
        assertNotEquals(Decimal.ZERO, BigDecimal.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0, 0.00
                    0.004, 0.00
                    -0.004, 0.00
                    0.005, 0.01
                    -0.005, -0.01
                    0.004999999, 0.00
                    -0.004999999, 0.00
                    0.015, 0.02
                    0.025, 0.03
                    -0.025, -0.03
                    -170.5, -170.50
                    1234567.894999999, 1234567.89
                    999.995, 1000.00
                    -999.995, -1000.00
                    999999999999999.999999999, 1000000000000000.00
                    100000000000, 100000000000.00
                    """)
    void moneyHasTwoPlacesRoundedHalfAwayFromZero(String value, String money) {
        assertEquals(money, Decimal.parse(value).toMoney());
        assertEquals("$" + money, Decimal.parse(value).toDollars());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.00000000000000000001", "-0.00499999999999999999", "-0E-30", "-1E-400"})
    void moneyThatRoundsToZeroHasNoSign(String value) {
        assertEquals("0.00", Decimal.of(new BigDecimal(value)).toMoney());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    21000.30, 0.25, 21000.25, 21000.5
                    21000.25, 0.25, 21000.25, 21000.25
                    -37.63, 0.01, -37.63, -37.63
                    -37.635, 0.01, -37.64, -37.63
                    -0.1, 0.25, -0.25, 0
                    0.1, 0.25, 0, 0.25
                    0, 5, 0, 0
                    0.00662605, 0.0000005, 0.006626, 0.0066265
                    110.01, 0.015625, 110, 110.015625
                    999999999999999.999999999, 1, 999999999999999, 1000000000000000
                    -999999999999999.999999999, 1, -1000000000000000, -999999999999999
                    3, 0.7, 2.8, 3.5
                    """)
    void roundsDownAndUpToATick(String value, String step, String floor, String ceiling) {
        assertEquals(floor, Decimal.parse(value).floorTo(Decimal.parse(step)).toString());
        assertEquals(
                ceiling, Decimal.parse(value).ceilingTo(Decimal.parse(step)).toString());
    }

    @Test
    void productsAndTicksAreThoseOfBigDecimal() {
        Random random = new Random(17);
        for (int i = 0; i < 100_000; i++) {
            BigDecimal value = anything(random);
            BigDecimal step = anything(random).abs().add(BigDecimal.ONE.movePointLeft(random.nextInt(10)));
            String numbers = value + " and " + step;

            assertExactly(value.multiply(step), Decimal.of(value).times(Decimal.of(step)), numbers);
            assertExactly(
                    value.divide(step, 0, RoundingMode.FLOOR).multiply(step),
                    Decimal.of(value).floorTo(Decimal.of(step)),
                    numbers);
            assertExactly(
                    value.divide(step, 0, RoundingMode.CEILING).multiply(step),
                    Decimal.of(value).ceilingTo(Decimal.of(step)),
                    numbers);
        }
    }

    /** Of any size around the largest that is held in billionths, with 0 to 9 digits after the point. */
    private static BigDecimal anything(Random random) {
        long unscaled = random.nextLong() >> random.nextInt(64);
        return BigDecimal.valueOf(unscaled, random.nextInt(10));
    }

    private static void assertExactly(BigDecimal expected, Decimal actual, String numbers) {
        assertEquals(0, expected.compareTo(actual.toBigDecimal()), numbers);
        assertEquals(Decimal.of(expected), actual, numbers);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    1, 4, 0.25
                    -300, 0.25, -1200
                    1, 3, 0.3333333333333333333333333333333333
                    2, 3, 0.6666666666666666666666666666666667
                    999999999999999.999999999, 0.000000001, 999999999999999999999999
                    0, 7, 0
                    1, 0.000000001, 1000000000
                    7.8125, 0.0078125, 1000
                    """)
    void dividesExactlyOrTo34Digits(String dividend, String divisor, String quotient) {
        assertEquals(
                quotient,
                Decimal.parse(dividend).dividedBy(Decimal.parse(divisor)).toString());
    }

    @Test
    void nothingIsDividedByZero() {
        Decimal one = Decimal.of(1);

        assertThrows(ArithmeticException.class, () -> one.dividedBy(Decimal.ZERO));
        assertThrows(ArithmeticException.class, () -> Decimal.ZERO.dividedBy(Decimal.ZERO));
    }

    @Test
    void openProfitOfTheCheckValuesIsExact() {
        assertEquals("200.00", openProfit("21500", "21550", "0.25", "0.50", 2).toMoney());
        assertEquals(
                "-300.00",
                openProfit("1.08500", "1.08260", "0.00005", "6.25", 1).toMoney());
        assertEquals(
                "-300",
                openProfit("0.0066500", "0.0066260", "0.0000005", "6.25", 1).toString());
    }

    private static Decimal openProfit(String average, String price, String tick, String tickValue, int quantity) {
        return Decimal.parse(price)
                .minus(Decimal.parse(average))
                .dividedBy(Decimal.parse(tick))
                .times(Decimal.parse(tickValue))
                .times(quantity);
    }

    @Test
    void comparesAcrossTheBoundary() {
        Decimal narrow = Decimal.parse(LARGEST_NARROW);
        Decimal wide = narrow.plus(Decimal.parse("1e-9"));

        assertTrue(narrow.isBelow(wide) && wide.isAbove(narrow));
        assertTrue(narrow.isAtMost(wide) && !wide.isAtMost(narrow));
        assertTrue(wide.isAtLeast(wide) && wide.isAtMost(wide) && !wide.isAbove(wide) && !wide.isBelow(wide));
        assertEquals(narrow, narrow.min(wide));
        assertEquals(wide, narrow.max(wide));
        assertTrue(wide.isPositive() && wide.negated().isNegative());
        assertFalse(Decimal.ZERO.isPositive() || Decimal.ZERO.isNegative());
    }

    private static void assertSame(Decimal expected, Decimal actual) {
        assertEquals(expected, actual);
        assertEquals(actual, expected);
        assertEquals(0, expected.compareTo(actual));
        assertEquals(expected.hashCode(), actual.hashCode());
        assertEquals(expected.toString(), actual.toString());
    }
}
