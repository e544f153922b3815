/// The data plane over HTTP: front filter, routes, listener.
@NullMarked
package dev.gambeson.server.http;

import org.jspecify.annotations.NullMarked;
