/// Screens for poisoned rows in what a trained model makes of them.
@NullMarked
package dev.gambeson.data.screen.activation;

import org.jspecify.annotations.NullMarked;
