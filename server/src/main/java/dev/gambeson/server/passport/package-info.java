/// What guards and monitors know of a model version: learnt once from its reference table, kept
/// beside the gateway's state.
@NullMarked
package dev.gambeson.server.passport;

import org.jspecify.annotations.NullMarked;
