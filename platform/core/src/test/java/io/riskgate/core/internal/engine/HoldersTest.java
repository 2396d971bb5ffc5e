package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HoldersTest {
    private static final int STEPS = 20_000;

    @Test
    void handsOverTheAccountsByCodePoint() {
        for (int accounts : new int[] {1, 5, 300, 5_000}) {
            Random random = new Random(accounts);
            Map<String, AccountState> tree = new TreeMap<>(CodePoints.ORDER);
            Holders holders = new Holders();
            for (int step = 0; step < STEPS; step++) {
                AccountState account = account(random.nextInt(accounts));
                if (random.nextInt(3) == 0) {
                    tree.remove(account.id);
                    holders.remove(account);
                } else {
                    tree.putIfAbsent(account.id, account);
                    holders.add(account);
                }
            }
            assertEquals(List.copyOf(tree.keySet()), ids(holders));
            List.copyOf(tree.values()).forEach(holders::remove);
            assertEquals(List.of(), ids(holders));
        }
    }

    @Test
    void goesOnBehindTheAccountItIsAtWhenOthersComeAndGo() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Map<String, AccountState> tree = new TreeMap<>(CodePoints.ORDER);
            Holders holders = new Holders();
            for (int i = 0; i < 700; i++) {
                AccountState account = account(random.nextInt(2_000));
                tree.putIfAbsent(account.id, account);
                holders.add(account);
            }
            List<String> expected = new ArrayList<>();
            List<String> seen = new ArrayList<>();
            String[] last = {null};
            holders.forEach(account -> {
                String next = last[0] == null
                        ? ((TreeMap<String, AccountState>) tree).firstKey()
                        : ((TreeMap<String, AccountState>) tree).higherKey(last[0]);
                expected.add(next);
                seen.add(account.id);
                last[0] = account.id;
                for (int i = random.nextInt(4); i > 0; i--) {
                    AccountState other = account(random.nextInt(2_000));
                    if (random.nextBoolean()) {
                        tree.remove(other.id);
                        holders.remove(other);
                    } else {
                        tree.putIfAbsent(other.id, other);
                        holders.add(other);
                    }
                }
            });
            assertEquals(expected, seen, "seed " + seed);
            assertEquals(null, tree.isEmpty() ? null : ((TreeMap<String, AccountState>) tree).higherKey(last[0]));
        }
    }

    private static AccountState account(int number) {
        return new AccountState(
                number % 7 == 0 ? "\uD83D\uDE00" + number : number % 5 == 0 ? "\uFF21" + number : "a" + number);
    }

    private static List<String> ids(Holders holders) {
        List<String> ids = new ArrayList<>();
        holders.forEach(account -> ids.add(account.id));
        return ids;
    }
}
