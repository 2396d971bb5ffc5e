/** What a rule sees of the platform. */
@Export
@Version("1.0.0")
package io.riskgate.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
