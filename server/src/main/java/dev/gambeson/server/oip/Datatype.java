package dev.gambeson.server.oip;

/// Element types of the protocol.
public enum Datatype {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  FP32(4),
  FP64(8),
  BYTES(0);

  private final int bytes;

  Datatype(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of an element in binary form; 0 for BYTES, whose elements carry their length.
  public int bytes() {
    return bytes;
  }
}
