/// A small learner for the screens: logistic regression, folds and out-of-fold probabilities.
@NullMarked
package dev.gambeson.data.learn;

import org.jspecify.annotations.NullMarked;
