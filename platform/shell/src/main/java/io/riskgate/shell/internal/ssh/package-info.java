/** The shell over ssh: that an answer arrives whole, or is known not to. */
package io.riskgate.shell.internal.ssh;
