package io.riskgate.testkit;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.RandomAccess;

/**
 * A list that never changes, whose iterator the compiler can always take apart: there is but one kind of it, so that
 * a loop over it allocates nothing, whatever else uses lists in the same JVM.
 *
 * @param <E> the elements
 */
final class FixedList<E> extends AbstractList<E> implements RandomAccess {
    private final E[] elements;

    FixedList(E[] elements) {
        this.elements = elements;
    }

    @Override
    public E get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public Iterator<E> iterator() {
        return new Steps<>(elements);
    }

    private static final class Steps<E> implements Iterator<E> {
        private final E[] elements;
        private int next;

        Steps(E[] elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            return next < elements.length;
        }

        @Override
        public E next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return elements[next++];
        }
    }
}
