/// Is the model any good, do its scores mean what they say, and does it do as well on new data as
/// on the data it was trained on?
@NullMarked
package dev.gambeson.model.performance;

import org.jspecify.annotations.NullMarked;
