/// Models behind the gateway: versions, routes, runtimes.
@NullMarked
package dev.gambeson.server.serving;

import org.jspecify.annotations.NullMarked;
