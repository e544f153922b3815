/// How much in all: the exact ledger of what each client was told.
@NullMarked
package dev.gambeson.guard.budget;

import org.jspecify.annotations.NullMarked;
