/// Bait, decoys and golden queries: what no honest client ever sends.
@NullMarked
package dev.gambeson.guard.canary;

import org.jspecify.annotations.NullMarked;
