/// Signs that training data were tampered with, as a model's auditor can see them.
@NullMarked
package dev.gambeson.redteam.poisoning;

import org.jspecify.annotations.NullMarked;
