@NullMarked
package dev.gambeson.server;

import org.jspecify.annotations.NullMarked;
