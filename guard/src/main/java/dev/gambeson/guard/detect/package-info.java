/// Who is probing: detectors over the queries of each client, fed after the answer. The door is
/// [dev.gambeson.guard.detect.QueryWatch].
@NullMarked
package dev.gambeson.guard.detect;

import org.jspecify.annotations.NullMarked;
