/// The gateway before a model, its admin plane and console.
@NullMarked
package dev.gambeson.server;

import org.jspecify.annotations.NullMarked;
