/// Incidents: what alerts become, who did what about it and when.
@NullMarked
package dev.gambeson.response;

import org.jspecify.annotations.NullMarked;
