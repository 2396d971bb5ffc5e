/** What a broker tells the platform; every event is an immutable record. */
@Export
@Version("1.0.0")
package io.riskgate.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
