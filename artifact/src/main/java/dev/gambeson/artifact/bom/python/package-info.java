/// Python projects: requirements files, pyproject.toml, lock files, conda environments.
@NullMarked
package dev.gambeson.artifact.bom.python;

import org.jspecify.annotations.NullMarked;
