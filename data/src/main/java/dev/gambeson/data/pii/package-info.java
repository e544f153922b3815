/// Personal data and credentials in tables and texts: recognisers, verdicts, checks.
@NullMarked
package dev.gambeson.data.pii;

import org.jspecify.annotations.NullMarked;
