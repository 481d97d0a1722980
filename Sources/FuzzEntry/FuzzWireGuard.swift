/// Reads `bytes` as a WireGuard message.
public func fuzzWireGuard(_ bytes: UnsafeRawBufferPointer) {}
