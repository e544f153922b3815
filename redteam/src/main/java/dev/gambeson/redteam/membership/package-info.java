/// Membership inference: can somebody who asks the model tell whose rows it was trained on?
@NullMarked
package dev.gambeson.redteam.membership;

import org.jspecify.annotations.NullMarked;
