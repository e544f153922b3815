@NullMarked
package dev.gambeson.cli.config;

import org.jspecify.annotations.NullMarked;
