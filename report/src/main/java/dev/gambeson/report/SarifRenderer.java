package dev.gambeson.report;

import dev.gambeson.core.Result;

final class SarifRenderer implements Renderer {
  @Override
  public byte[] render(Result result) {
    throw new UnsupportedOperationException("Sarif");
  }
}
