/// Evasion: finding valid rows close to real ones that a model gets wrong. Attacks ask a black box
/// for labels or scores, or read the trees; every row they report is inside the threat model and is
/// evaluated again from what was stored.
@NullMarked
package dev.gambeson.redteam.evasion;

import org.jspecify.annotations.NullMarked;
