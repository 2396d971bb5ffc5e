package io.riskgate.api.engine;

import java.time.Instant;

/**
 * What the platform does now.
 *
 * @param armed whether events are judged
 * @param notArmedBecause why not, or null
 * @param time the platform's time
 * @param accounts known accounts
 * @param lockedAccounts accounts that are locked
 * @param activeLockouts lockouts in force
 * @param activeRules rules in force
 * @param refusedSettings configurations that were refused and wait for a correction
 * @param openCommands commands not confirmed yet
 * @param events events taken since the start
 * @param broker the connected broker, or null
 * @param storeId the id of the store
 * @param storeDirectory where it lies
 * @param journalSequence the last record that is durable
 * @param storeAlarm what is wrong with the store, or null
 * @param clockAlarm why the wall clock is suspect, or null
 * @param feedAlarm which events of the broker are missing, or null
 */
public record PlatformStatus(
        boolean armed,
        String notArmedBecause,
        Instant time,
        int accounts,
        int lockedAccounts,
        int activeLockouts,
        int activeRules,
        int refusedSettings,
        int openCommands,
        long events,
        String broker,
        String storeId,
        String storeDirectory,
        long journalSequence,
        String storeAlarm,
        String clockAlarm,
        String feedAlarm) {
    /** A status in which clock and feed are as they should be. */
    public PlatformStatus(
            boolean armed,
            String notArmedBecause,
            Instant time,
            int accounts,
            int lockedAccounts,
            int activeLockouts,
            int activeRules,
            int refusedSettings,
            int openCommands,
            long events,
            String broker,
            String storeId,
            String storeDirectory,
            long journalSequence,
            String storeAlarm) {
        this(
                armed,
                notArmedBecause,
                time,
                accounts,
                lockedAccounts,
                activeLockouts,
                activeRules,
                refusedSettings,
                openCommands,
                events,
                broker,
                storeId,
                storeDirectory,
                journalSequence,
                storeAlarm,
                null,
                null);
    }
}
