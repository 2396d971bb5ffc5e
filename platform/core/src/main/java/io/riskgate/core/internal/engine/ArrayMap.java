package io.riskgate.core.internal.engine;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A map of a few entries in the order of their ids (UTF-16), in one array: eight bytes an entry. No null keys or values.
 * Not safe in several threads; an iterator notices an entry that came or went meanwhile.
 */
final class ArrayMap<V> extends AbstractMap<String, V> {
    private static final Object[] NONE = {};

    /** Among so many an id is looked for by identity first: most come from here. */
    private static final int FEW = 16;

    /** Key, value, key, value and so on. */
    private Object[] entries = NONE;

    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    /** The id at {@code place}, counted from 0. */
    String keyAt(int place) {
        return (String) entries[2 * place];
    }

    /** The value at {@code place}, counted from 0. */
    @SuppressWarnings("unchecked")
    V valueAt(int place) {
        return (V) entries[2 * place + 1];
    }

    /** The place of an id, or if it is not there -1 less the place it would have. */
    private int find(String key) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = keyAt(middle).compareTo(key);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private int find(Object key) {
        if (size <= FEW) {
            for (int place = 0; place < size; place++) {
                if (entries[2 * place] == key) {
                    return place;
                }
            }
        }
        return key instanceof String id ? find(id) : -1 - size;
    }

    @Override
    public boolean containsKey(Object key) {
        return find(key) >= 0;
    }

    @Override
    public V get(Object key) {
        int place = find(key);
        return place < 0 ? null : valueAt(place);
    }

    @Override
    public V put(String key, V value) {
        int place = find((Object) key);
        if (place >= 0) {
            V before = valueAt(place);
            entries[2 * place + 1] = value;
            return before;
        }
        place = -1 - place;
        if (2 * size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(4, 2 * (size + (size + 1) / 2)));
        }
        System.arraycopy(entries, 2 * place, entries, 2 * place + 2, 2 * (size - place));
        entries[2 * place] = key;
        entries[2 * place + 1] = value;
        size++;
        return null;
    }

    @Override
    public V remove(Object key) {
        int place = find(key);
        if (place < 0) {
            return null;
        }
        V before = valueAt(place);
        removeAt(place);
        return before;
    }

    private void removeAt(int place) {
        size--;
        System.arraycopy(entries, 2 * place + 2, entries, 2 * place, 2 * (size - place));
        entries[2 * size] = null;
        entries[2 * size + 1] = null;
    }

    @Override
    public void clear() {
        entries = NONE;
        size = 0;
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, V>> iterator() {
                return new Walk<>(EntryAt::new);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    @Override
    public Set<String> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return new Walk<>(ArrayMap.this::keyAt);
            }

            @Override
            public boolean contains(Object key) {
                return containsKey(key);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    @Override
    public Collection<V> values() {
        return new AbstractCollection<>() {
            @Override
            public Iterator<V> iterator() {
                return new Walk<>(ArrayMap.this::valueAt);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private final class EntryAt implements Map.Entry<String, V> {
        private final String key;

        EntryAt(int place) {
            key = keyAt(place);
        }

        @Override
        public String getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return get(key);
        }

        @Override
        public V setValue(V value) {
            return put(key, value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && key.equals(entry.getKey())
                    && getValue().equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return key.hashCode() ^ getValue().hashCode();
        }
    }

    private final class Walk<T> implements Iterator<T> {
        private final IntFunction<T> at;
        private int next;
        private int expected = size;

        Walk(IntFunction<T> at) {
            this.at = at;
        }

        @Override
        public boolean hasNext() {
            return next < expected;
        }

        @Override
        public T next() {
            if (expected != size) {
                throw new ConcurrentModificationException();
            }
            if (next == size) {
                throw new NoSuchElementException();
            }
            return at.apply(next++);
        }

        @Override
        public void remove() {
            if (expected != size) {
                throw new ConcurrentModificationException();
            }
            removeAt(--next);
            expected--;
        }
    }
}
