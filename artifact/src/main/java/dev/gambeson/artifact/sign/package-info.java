/// Keys, signed envelopes and statements, and the policy that says whose signature counts.
@NullMarked
package dev.gambeson.artifact.sign;

import org.jspecify.annotations.NullMarked;
