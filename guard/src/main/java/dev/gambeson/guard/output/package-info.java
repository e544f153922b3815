/// What comes out: how much of an answer each class of clients gets, and what leaks all the same.
@NullMarked
package dev.gambeson.guard.output;

import org.jspecify.annotations.NullMarked;
