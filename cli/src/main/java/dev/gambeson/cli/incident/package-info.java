/// `gambeson incident`: playbooks tried out, evidence checked, without a server.
@NullMarked
package dev.gambeson.cli.incident;

import org.jspecify.annotations.NullMarked;
