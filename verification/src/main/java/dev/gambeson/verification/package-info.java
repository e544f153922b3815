@NullMarked
package dev.gambeson.verification;

import org.jspecify.annotations.NullMarked;
