/** The seam between the platform and a broker, real or simulated. */
@Export
@Version("1.1.0")
package io.riskgate.api.broker;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
