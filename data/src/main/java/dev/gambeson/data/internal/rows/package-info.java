/// Statistics of rows in memory that several checks share: twins, the power of single inputs.
@NullMarked
package dev.gambeson.data.internal.rows;

import org.jspecify.annotations.NullMarked;
