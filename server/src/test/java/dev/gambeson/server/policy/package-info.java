@NullMarked
package dev.gambeson.server.policy;

import org.jspecify.annotations.NullMarked;
