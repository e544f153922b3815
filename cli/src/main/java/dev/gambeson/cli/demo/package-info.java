/// The demonstration: a simulated world of card payments and fraud, and a way to poison it.
@NullMarked
package dev.gambeson.cli.demo;

import org.jspecify.annotations.NullMarked;
