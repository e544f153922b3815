/// The word that guards, monitors and incidents share.
@NullMarked
package dev.gambeson.core.alert;

import org.jspecify.annotations.NullMarked;
