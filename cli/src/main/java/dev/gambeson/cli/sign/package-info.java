/// `gambeson keygen`, `gambeson sign`, `gambeson verify`.
@NullMarked
package dev.gambeson.cli.sign;

import org.jspecify.annotations.NullMarked;
