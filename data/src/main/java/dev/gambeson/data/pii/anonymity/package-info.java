/// How far a table lets its people be told apart: k-anonymity and l-diversity in one pass.
@NullMarked
package dev.gambeson.data.pii.anonymity;

import org.jspecify.annotations.NullMarked;
