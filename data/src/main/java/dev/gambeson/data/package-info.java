@NullMarked
package dev.gambeson.data;

import org.jspecify.annotations.NullMarked;
