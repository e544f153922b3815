/// How fast: rates, requests in flight, bans.
@NullMarked
package dev.gambeson.guard.limit;

import org.jspecify.annotations.NullMarked;
