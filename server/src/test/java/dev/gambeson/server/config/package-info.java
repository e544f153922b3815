@NullMarked
package dev.gambeson.server.config;

import org.jspecify.annotations.NullMarked;
