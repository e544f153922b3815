/// `gambeson convert`: somebody else's converter, held in.
@NullMarked
package dev.gambeson.cli.convert;

import org.jspecify.annotations.NullMarked;
