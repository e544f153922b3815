/// Admission: which rows may train, which are held back, what is written about it.
@NullMarked
package dev.gambeson.data.admit;

import org.jspecify.annotations.NullMarked;
