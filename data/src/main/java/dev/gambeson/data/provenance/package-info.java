/// Where data comes from: graphs of admissions, and events for OpenLineage.
@NullMarked
package dev.gambeson.data.provenance;

import org.jspecify.annotations.NullMarked;
