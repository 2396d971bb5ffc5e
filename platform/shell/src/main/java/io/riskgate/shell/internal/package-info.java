/** The commands of the scope {@code risk}, one class each. */
@Header(name = "Karaf-Commands", value = "${@package}")
package io.riskgate.shell.internal;

import org.osgi.annotation.bundle.Header;
