/** The thin shells around the engine: OSGi components that bring rules, settings, broker and store to it. */
package io.riskgate.core.internal.osgi;
