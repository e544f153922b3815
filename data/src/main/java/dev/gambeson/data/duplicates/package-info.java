/// Rows that are there more than once, nearly so, with another label, or in another set.
@NullMarked
package dev.gambeson.data.duplicates;

import org.jspecify.annotations.NullMarked;
