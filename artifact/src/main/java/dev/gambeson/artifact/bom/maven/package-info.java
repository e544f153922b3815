/// Maven projects, resolved offline by Maven's own resolver.
@NullMarked
package dev.gambeson.artifact.bom.maven;

import org.jspecify.annotations.NullMarked;
