package io.riskgate.core.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArrayMapTest {
    private static final int STEPS = 20_000;

    @Test
    void isWhatATreeMapIs() {
        for (int keys : new int[] {1, 3, 12, 40, 300}) {
            Random random = new Random(keys);
            Map<String, Integer> tree = new TreeMap<>();
            ArrayMap<Integer> map = new ArrayMap<>();
            for (int step = 0; step < STEPS; step++) {
                String key = new String("k" + random.nextInt(keys));
                switch (random.nextInt(4)) {
                    case 0 -> assertEquals(tree.remove(key), map.remove(key));
                    case 1 -> assertEquals(tree.get(key), map.get(key));
                    default -> assertEquals(tree.put(key, step), map.put(key, step));
                }
                if (random.nextInt(500) == 0) {
                    int odd = random.nextInt(2);
                    tree.values().removeIf(value -> value % 2 == odd);
                    map.values().removeIf(value -> value % 2 == odd);
                }
                assertEquals(tree.size(), map.size());
                assertEquals(tree.containsKey(key), map.containsKey(key));
            }
            assertEquals(List.copyOf(tree.entrySet()), List.copyOf(map.entrySet()));
            assertEquals(List.copyOf(tree.keySet()), List.copyOf(map.keySet()));
            assertEquals(List.copyOf(tree.values()), List.copyOf(map.values()));
            assertEquals(tree, map);
            assertEquals(tree.hashCode(), map.hashCode());
        }
    }

    @Test
    void isReadByPlace() {
        ArrayMap<Integer> map = new ArrayMap<>();
        map.put("b", 2);
        map.put("a", 1);

        List<String> read = new ArrayList<>();
        for (int place = 0; place < map.size(); place++) {
            read.add(map.keyAt(place) + map.valueAt(place));
        }

        assertEquals(List.of("a1", "b2"), read);
    }

    @Test
    void noticesAnEntryThatComesWhileItIsWalked() {
        ArrayMap<Integer> map = new ArrayMap<>();
        map.put("a", 1);
        map.put("b", 2);
        Iterator<Integer> walk = map.values().iterator();
        walk.next();

        map.put("c", 3);

        assertThrows(ConcurrentModificationException.class, walk::next);
    }

    @Test
    void isEmptyAfterItWasCleared() {
        ArrayMap<Integer> map = new ArrayMap<>();
        map.put("a", 1);

        map.clear();

        assertEquals(Map.of(), map);
        assertNull(map.get("a"));
    }
}
