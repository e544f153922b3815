/// The admin plane: the control API, log-in, and the console's files, on a listener of their own.
///
/// Guaranteed: nothing but log-in, the console's own files and the API's description is answered
/// without a session; every route names the permission that it needs, and a route without one
/// cannot be made. What changes something needs, besides the session, a request that the console's
/// own page made. Every such request is reported before it is done.
///
/// Not protected: who controls the operator's browser or the process acts as the operator. The
/// store of sessions decides whether a log-in holds on all nodes.
@NullMarked
package dev.gambeson.server.admin;

import org.jspecify.annotations.NullMarked;
