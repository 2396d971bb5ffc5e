package io.riskgate.core.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The accounts that hold positions of one root, in the order of their ids: sorted runs of up to {@value #LONGEST}
 * accounts, so that one more costs four to eight bytes and moves few others.
 */
final class Holders {
    static final int LONGEST = 256;

    private final List<Run> runs = new ArrayList<>(1);

    /** How often an account came or went. */
    private int changes;

    /** Some accounts in a row; never empty. */
    private static final class Run {
        AccountState[] accounts;
        int size;

        Run(AccountState[] accounts) {
            this.accounts = accounts;
            this.size = accounts.length;
        }

        /** The place of an id, or if it is not there -1 less the place it would have. */
        int find(String id) {
            int low = 0;
            int high = size - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = CodePoints.ORDER.compare(accounts[middle].id, id);
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

        void insert(int place, AccountState account) {
            if (size == accounts.length) {
                accounts = Arrays.copyOf(accounts, Math.min(LONGEST, 2 * size));
            }
            System.arraycopy(accounts, place, accounts, place + 1, size - place);
            accounts[place] = account;
            size++;
        }

        void remove(int place) {
            size--;
            System.arraycopy(accounts, place + 1, accounts, place, size - place);
            accounts[size] = null;
        }
    }

    /** The run in which an id is or would be: the last one that does not begin after it, or the first. */
    private int runOf(String id) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (CodePoints.ORDER.compare(runs.get(middle).accounts[0].id, id) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Adds one, if it is not there. */
    void add(AccountState account) {
        if (runs.isEmpty()) {
            runs.add(new Run(new AccountState[] {account}));
            changes++;
            return;
        }
        int number = runOf(account.id);
        Run run = runs.get(number);
        int place = run.find(account.id);
        if (place >= 0) {
            return;
        }
        place = -1 - place;
        changes++;
        if (run.size < LONGEST) {
            run.insert(place, account);
        } else if (place == LONGEST) {
            runs.add(number + 1, new Run(new AccountState[] {account}));
        } else {
            int half = LONGEST / 2;
            runs.add(number + 1, new Run(Arrays.copyOfRange(run.accounts, half, LONGEST)));
            Arrays.fill(run.accounts, half, LONGEST, null);
            run.size = half;
            add(account);
        }
    }

    /** Takes one out, if it is there. */
    void remove(AccountState account) {
        if (runs.isEmpty()) {
            return;
        }
        int number = runOf(account.id);
        Run run = runs.get(number);
        int place = run.find(account.id);
        if (place >= 0) {
            changes++;
            run.remove(place);
            if (run.size == 0) {
                runs.remove(number);
            }
        }
    }

    /** Hands over each account, by id; accounts may come and go meanwhile. */
    void forEach(Consumer<AccountState> visitor) {
        int number = 0;
        int place = 0;
        while (number < runs.size()) {
            Run run = runs.get(number);
            if (place >= run.size) {
                number++;
                place = 0;
                continue;
            }
            AccountState account = run.accounts[place++];
            int before = changes;
            visitor.accept(account);
            if (changes != before && !runs.isEmpty()) {
                number = runOf(account.id);
                int found = runs.get(number).find(account.id);
                place = found >= 0 ? found + 1 : -1 - found;
            }
        }
    }
}
