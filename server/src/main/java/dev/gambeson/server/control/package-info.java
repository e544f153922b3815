/// What stands between the gateway and its console: traffic, clients, models, policies as people
/// see and change them.
@NullMarked
package dev.gambeson.server.control;

import org.jspecify.annotations.NullMarked;
