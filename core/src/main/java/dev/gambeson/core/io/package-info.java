/// Files that appear whole or not at all, and hashes of what was read.
@NullMarked
package dev.gambeson.core.io;

import org.jspecify.annotations.NullMarked;
