/// Making personal data less personal on its way into an admitted set.
@NullMarked
package dev.gambeson.data.pii.protect;

import org.jspecify.annotations.NullMarked;
