/// What a table looks like, from one pass over it: mergeable profiles, their published form, and
/// the checks that compare two of them.
@NullMarked
package dev.gambeson.data.profile;

import org.jspecify.annotations.NullMarked;
