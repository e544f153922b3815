/// Features that know what they could not know when the decision is made.
@NullMarked
package dev.gambeson.data.leakage;

import org.jspecify.annotations.NullMarked;
