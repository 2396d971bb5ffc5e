/** What a rule is made of: settings in, a verdict about one account out. */
@Export
@Version("1.1.0")
package io.riskgate.api.rule;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
