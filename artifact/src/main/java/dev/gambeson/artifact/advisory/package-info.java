/// Published vulnerabilities, matched offline: OSV records, the order of versions, the audit.
@NullMarked
package dev.gambeson.artifact.advisory;

import org.jspecify.annotations.NullMarked;
