/// What goes in: schema, ranges, rows unlike the training data, replays.
@NullMarked
package dev.gambeson.guard.input;

import org.jspecify.annotations.NullMarked;
