/// Node projects: package.json, package-lock.json, yarn.lock, .npmrc.
@NullMarked
package dev.gambeson.artifact.bom.npm;

import org.jspecify.annotations.NullMarked;
