package io.riskgate.api.engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Puts rules in force, replaces them and takes them away while events are judged. A new version is installed beside the
 * old one, checked, put in force between two events in one step, and only then the old one goes. Where a step fails, what
 * was in force stays in force and nothing of the new version is left. What was put in force here stays so over restarts
 * and whatever features bring, until it is replaced or removed here. Safe in all threads; one change at a time.
 */
@ProviderType
public interface RuleBundles {
    /**
     * Installs a rule whose id no bundle offers yet, and puts it in force.
     *
     * @param url where its jar is
     * @return what is in force now, one sentence
     * @throws ChangeRefused if it was not put in force; the message says why
     */
    String install(String url) throws ChangeRefused, InterruptedException;

    /**
     * Replaces the version in force by a higher one.
     *
     * @param url where its jar is
     * @return what is in force now, one sentence
     * @throws ChangeRefused if it was not put in force; the message says why
     */
    String upgrade(String url) throws ChangeRefused, InterruptedException;

    /**
     * Puts the version that {@link #upgrade} replaced in force again.
     *
     * @param rule the rule's id
     * @return what is in force now, one sentence
     * @throws ChangeRefused if there is none, or it was not put in force; the message says why
     */
    String rollback(String rule) throws ChangeRefused, InterruptedException;

    /**
     * Takes a rule away. Its settings, and the lockouts it set, stay.
     *
     * @param rule the rule's id
     * @return what is in force now, one sentence
     * @throws ChangeRefused if it is not there, or required and no other bundle offers it
     */
    String remove(String rule) throws ChangeRefused, InterruptedException;

    /**
     * Has a higher version judge every event beside the one in force; nothing comes of what it says. It ends with a
     * restart, an upgrade, or {@link #endShadow}.
     *
     * @param url where its jar is
     * @return what judges now, one sentence
     * @throws ChangeRefused if it cannot judge; the message says why
     */
    String shadow(String url) throws ChangeRefused, InterruptedException;

    /**
     * What the version that only looks on said otherwise.
     *
     * @param rule the rule's id
     * @throws ChangeRefused if there is none
     */
    ShadowReport differences(String rule) throws ChangeRefused;

    /**
     * Puts the version that only looks on in force.
     *
     * @param rule the rule's id
     * @return what is in force now, one sentence
     * @throws ChangeRefused if there is none, or it was not put in force; the message says why
     */
    String promote(String rule) throws ChangeRefused, InterruptedException;

    /**
     * Takes the version that only looks on away.
     *
     * @param rule the rule's id
     * @return what is in force, one sentence
     * @throws ChangeRefused if there is none
     */
    String endShadow(String rule) throws ChangeRefused, InterruptedException;

    /** A change was not carried out; what was in force is in force. */
    final class ChangeRefused extends Exception {
        private static final long serialVersionUID = 1L;

        /** Because of {@code reason}. */
        public ChangeRefused(String reason) {
            super(reason);
        }

        /** Because of {@code reason}, which something else caused. */
        public ChangeRefused(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
