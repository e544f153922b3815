/// `gambeson serve`: the gateway as a command, and its demonstration.
@NullMarked
package dev.gambeson.cli.serve;

import org.jspecify.annotations.NullMarked;
