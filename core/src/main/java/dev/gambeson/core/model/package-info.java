/// What a model can be asked, in types: labels, then scores.
@NullMarked
package dev.gambeson.core.model;

import org.jspecify.annotations.NullMarked;
