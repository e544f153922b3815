@NullMarked
package dev.gambeson.cli.audit;

import org.jspecify.annotations.NullMarked;
