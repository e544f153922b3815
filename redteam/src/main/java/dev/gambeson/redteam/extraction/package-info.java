/// Model extraction: how good a copy can be made from the model's answers, against queries spent.
@NullMarked
package dev.gambeson.redteam.extraction;

import org.jspecify.annotations.NullMarked;
