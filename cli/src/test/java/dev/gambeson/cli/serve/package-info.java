@NullMarked
package dev.gambeson.cli.serve;

import org.jspecify.annotations.NullMarked;
