/// Incidents, playbooks and alert routes.
@NullMarked
package dev.gambeson.response;

import org.jspecify.annotations.NullMarked;
