@NullMarked
package dev.gambeson.model;

import org.jspecify.annotations.NullMarked;
