@NullMarked
package dev.gambeson.cli.terminal;

import org.jspecify.annotations.NullMarked;
