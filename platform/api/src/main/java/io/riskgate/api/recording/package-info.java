/** Recordings: everything the platform was told during a stretch of time, as text. */
@Export
@Version("1.0.0")
package io.riskgate.api.recording;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
