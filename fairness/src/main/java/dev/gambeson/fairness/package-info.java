@NullMarked
package dev.gambeson.fairness;

import org.jspecify.annotations.NullMarked;
