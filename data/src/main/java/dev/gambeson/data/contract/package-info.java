/// What a table must be, and whether it is: contracts, their check in one pass, suggestions, drift.
@NullMarked
package dev.gambeson.data.contract;

import org.jspecify.annotations.NullMarked;
