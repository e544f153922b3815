@NullMarked
package dev.gambeson.server.passport;

import org.jspecify.annotations.NullMarked;
