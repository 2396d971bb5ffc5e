/** Recordings read from their file, and decisions written as theirs. */
package io.riskgate.core.internal.recording;
