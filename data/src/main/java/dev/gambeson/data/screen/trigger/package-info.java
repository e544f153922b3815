/// Screens for backdoor triggers: values, combinations of values and image patches that predict one
/// label too well.
@NullMarked
package dev.gambeson.data.screen.trigger;

import org.jspecify.annotations.NullMarked;
