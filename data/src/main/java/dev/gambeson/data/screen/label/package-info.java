/// Screens for wrong labels: confident learning, neighbours, directed flips, clean-label poison.
@NullMarked
package dev.gambeson.data.screen.label;

import org.jspecify.annotations.NullMarked;
