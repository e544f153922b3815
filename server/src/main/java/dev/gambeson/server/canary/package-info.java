/// Canaries of a running gateway: issued, planted, recognised.
@NullMarked
package dev.gambeson.server.canary;

import org.jspecify.annotations.NullMarked;
