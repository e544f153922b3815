/// The tamper-evident log of decisions.
@NullMarked
package dev.gambeson.server.audit;

import org.jspecify.annotations.NullMarked;
