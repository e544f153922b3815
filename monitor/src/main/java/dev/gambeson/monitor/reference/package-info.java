/// What a model version looked like on reference data, and the counts in which it is compared.
@NullMarked
package dev.gambeson.monitor.reference;

import org.jspecify.annotations.NullMarked;
