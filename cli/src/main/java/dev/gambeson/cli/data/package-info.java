/// `gambeson check`, `admit` and `provenance`: the gate before training.
@NullMarked
package dev.gambeson.cli.data;

import org.jspecify.annotations.NullMarked;
