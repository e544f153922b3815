/// Side-by-side runs of evasion attacks against peers; see `benchmarks/evasion/README.md`.
@NullMarked
package dev.gambeson.benchmarks.evasion;

import org.jspecify.annotations.NullMarked;
