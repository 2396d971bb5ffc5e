/** The services of the platform: engine, gate, lockouts, replay, and what they decide. */
@Export
@Version("1.1.0")
package io.riskgate.api.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
