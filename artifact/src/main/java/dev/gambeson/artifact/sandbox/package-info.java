/// Runs other people's programs in a separate, confined process. The door is
/// [dev.gambeson.artifact.sandbox.Sandbox].
@NullMarked
package dev.gambeson.artifact.sandbox;

import org.jspecify.annotations.NullMarked;
