@NullMarked
package dev.gambeson.cli;

import org.jspecify.annotations.NullMarked;
