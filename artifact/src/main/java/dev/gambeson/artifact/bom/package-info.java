/// What a folder of models, data and software is made of: the bill of materials.
@NullMarked
package dev.gambeson.artifact.bom;

import org.jspecify.annotations.NullMarked;
