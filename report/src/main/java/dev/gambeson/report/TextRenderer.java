package dev.gambeson.report;

import dev.gambeson.core.Result;

record TextRenderer(TextOptions options) implements Renderer {
  @Override
  public byte[] render(Result result) {
    throw new UnsupportedOperationException("text");
  }
}
