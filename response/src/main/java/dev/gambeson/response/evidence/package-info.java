/// What an auditor takes away from an incident, and how to check it without the product's database.
@NullMarked
package dev.gambeson.response.evidence;

import org.jspecify.annotations.NullMarked;
