@NullMarked
package dev.gambeson.server.canary;

import org.jspecify.annotations.NullMarked;
