/// Guards of inference in process: who is probing, what may go in, what may come out.
@NullMarked
package dev.gambeson.guard;

import org.jspecify.annotations.NullMarked;
