/// Screens that ask what each source of rows does to a model.
@NullMarked
package dev.gambeson.data.screen.influence;

import org.jspecify.annotations.NullMarked;
