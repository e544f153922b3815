/// Credentials by their form: one table for files, tables and texts.
@NullMarked
package dev.gambeson.core.secret;

import org.jspecify.annotations.NullMarked;
