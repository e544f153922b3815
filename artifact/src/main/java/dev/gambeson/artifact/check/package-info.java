/// The checks of a model file. They read bytes; nothing of the file is run, and no other file is
/// opened.
@NullMarked
package dev.gambeson.artifact.check;

import org.jspecify.annotations.NullMarked;
