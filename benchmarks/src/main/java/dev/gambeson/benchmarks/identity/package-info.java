/// What identity, access and limits over nodes cost.
@NullMarked
package dev.gambeson.benchmarks.identity;

import org.jspecify.annotations.NullMarked;
