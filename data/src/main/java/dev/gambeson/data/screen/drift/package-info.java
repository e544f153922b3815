/// Slow drift of a table over its versions: poison in steps too small for any single check.
@NullMarked
package dev.gambeson.data.screen.drift;

import org.jspecify.annotations.NullMarked;
