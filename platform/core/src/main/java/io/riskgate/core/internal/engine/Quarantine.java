package io.riskgate.core.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which rules are no longer asked, for which accounts, because they failed too often. Shared by all stripes; safe in
 * all threads.
 */
final class Quarantine {
    private static final int ACCOUNTS_FOR_ALL = 3;

    /** Stands for all accounts. */
    private static final String ALL = "*";

    private final Map<String, Set<String>> accountsByRule = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicLong> faultsByRule = new ConcurrentHashMap<>();

    /** Who is told when a rule is no longer asked for any account, in the thread that found out. */
    void onAll(Runnable listener) {
        listeners.add(listener);
    }

    /** Whether {@code rule} is not asked for {@code account}. */
    boolean holds(String rule, String account) {
        Set<String> accounts = accountsByRule.isEmpty() ? null : accountsByRule.get(rule);
        return accounts != null && (isForAll(accounts) || accounts.contains(account));
    }

    /** Stops asking {@code rule} for {@code account}; returns whether that now holds for all accounts. */
    boolean add(String rule, String account) {
        Set<String> accounts = accountsByRule.computeIfAbsent(rule, key -> ConcurrentHashMap.newKeySet());
        boolean forAll = accounts.add(account) && accounts.size() == ACCOUNTS_FOR_ALL;
        if (forAll) {
            listeners.forEach(Runnable::run);
        }
        return forAll;
    }

    /** Stops asking {@code rule} for all accounts at once. */
    void addForAll(String rule) {
        accountsByRule
                .computeIfAbsent(rule, key -> ConcurrentHashMap.newKeySet())
                .add(ALL);
        listeners.forEach(Runnable::run);
    }

    private static boolean isForAll(Set<String> accounts) {
        return accounts.size() >= ACCOUNTS_FOR_ALL || accounts.contains(ALL);
    }

    /** Asks {@code rule} again, because it was replaced or its settings changed. */
    void release(String rule) {
        accountsByRule.remove(rule);
    }

    /** The rules that are not asked for some account. */
    Set<String> rules() {
        return accountsByRule.keySet();
    }

    void countFault(String rule) {
        faultsByRule.computeIfAbsent(rule, key -> new AtomicLong()).incrementAndGet();
    }

    /** Counts the faults of {@code rule} from 0, because it was replaced or its settings changed. */
    void countAnew(String rule) {
        faultsByRule.remove(rule);
    }

    long faults(String rule) {
        AtomicLong faults = faultsByRule.get(rule);
        return faults == null ? 0 : faults.get();
    }

    /** The accounts for which it is not asked, {@code *} for all. */
    List<String> accounts(String rule) {
        Set<String> accounts = accountsByRule.getOrDefault(rule, Set.of());
        return isForAll(accounts)
                ? List.of(ALL)
                : new ArrayList<>(accounts).stream().sorted().toList();
    }
}
