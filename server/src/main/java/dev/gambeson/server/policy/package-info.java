/// The policy bundle: what operators write, and what it becomes on the way of a request.
@NullMarked
package dev.gambeson.server.policy;

import org.jspecify.annotations.NullMarked;
