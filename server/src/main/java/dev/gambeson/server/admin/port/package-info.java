/// What the console needs to know and to do, as small interfaces: records in, records out.
///
/// Implementations are thread-safe and may block; the admin plane calls them on virtual threads.
/// They answer what they cannot or may not do with [dev.gambeson.server.admin.port.Rejected]; any
/// other exception becomes a general "internal error" for the caller and a line in the log. No
/// record here may carry an input of a client or a secret, save the two that say so
/// ([dev.gambeson.server.admin.port.KeysControl.Created],
/// [dev.gambeson.server.admin.port.UsersControl.Invited]).
@NullMarked
package dev.gambeson.server.admin.port;

import org.jspecify.annotations.NullMarked;
