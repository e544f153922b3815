@NullMarked
package dev.gambeson.cli.scan;

import org.jspecify.annotations.NullMarked;
