/// `gambeson bom`.
@NullMarked
package dev.gambeson.cli.bom;

import org.jspecify.annotations.NullMarked;
