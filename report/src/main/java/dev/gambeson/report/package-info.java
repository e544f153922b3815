@NullMarked
package dev.gambeson.report;

import org.jspecify.annotations.NullMarked;
