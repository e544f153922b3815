/// The inside of `report`: what templates and renderers share. Not for other rooms.
@NullMarked
package dev.gambeson.report.internal;

import org.jspecify.annotations.NullMarked;
