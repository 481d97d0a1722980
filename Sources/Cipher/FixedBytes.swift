/// A fixed number of bytes that lives without a heap: its memory is the bytes, in order.
package protocol FixedBytes: Hashable, Comparable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// All zero.
  init()
}

extension FixedBytes {
  package static var count: Int { MemoryLayout<Self>.size }

  /// Nil unless there are exactly as many bytes as this type holds.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.count else { return nil }
    self.init { $0.copyMemory(from: bytes) }
  }

  package init?(_ bytes: [UInt8]) {
    guard let value = bytes.withUnsafeBytes({ Self($0) }) else { return nil }
    self = value
  }

  package init?(_ bytes: ArraySlice<UInt8>) {
    guard let value = bytes.withUnsafeBytes({ Self($0) }) else { return nil }
    self = value
  }

  /// - Parameter fill: writes all bytes; those that it leaves out stay zero.
  package init(fill: (UnsafeMutableRawBufferPointer) -> Void) {
    self.init()
    Swift.withUnsafeMutableBytes(of: &self, fill)
  }

  package func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Swift.withUnsafeBytes(of: self, body)
  }

  package var bytes: [UInt8] { withBytes(Array.init) }

  package static func < (a: Self, b: Self) -> Bool {
    a.withBytes { a in b.withBytes { b in a.lexicographicallyPrecedes(b) } }
  }
}

/// 16 bytes: a message authentication code, a cookie, an AEAD tag.
package struct Bytes16: FixedBytes {
  private var first: UInt64 = 0
  private var second: UInt64 = 0

  package init() {}
}

/// 20 bytes: a digest of SHA-1.
package struct Bytes20: FixedBytes {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt32 = 0

  package init() {}
}

/// 32 bytes: a key, a digest, a shared secret.
package struct Bytes32: FixedBytes {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  package init() {}
}
