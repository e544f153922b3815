/// The way of a request through the house.
@NullMarked
package dev.gambeson.server.gateway;

import org.jspecify.annotations.NullMarked;
