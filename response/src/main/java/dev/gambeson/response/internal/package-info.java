/// What the packages of this room share and nobody else may touch.
@NullMarked
package dev.gambeson.response.internal;

import org.jspecify.annotations.NullMarked;
