/// What the server remembers: embedded H2, PostgreSQL, Redis.
@NullMarked
package dev.gambeson.server.state;

import org.jspecify.annotations.NullMarked;
