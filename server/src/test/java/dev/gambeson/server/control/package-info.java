@NullMarked
package dev.gambeson.server.control;

import org.jspecify.annotations.NullMarked;
