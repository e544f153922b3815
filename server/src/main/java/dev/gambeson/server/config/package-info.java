/// What the operator writes: settings of the process and the policy bundle.
@NullMarked
package dev.gambeson.server.config;

import org.jspecify.annotations.NullMarked;
