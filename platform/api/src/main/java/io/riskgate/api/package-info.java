/** The values everybody shares: exact decimals, sides, order types. */
@Export
@Version("1.1.0")
package io.riskgate.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
