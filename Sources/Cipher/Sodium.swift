import CSodium

/// Choosing libsodium's implementation for this processor: once per process, before its first use.
///
/// Without it every function still answers, only slower, so a failure needs no report.
enum Sodium {
  static let isReady = sodium_init() >= 0
}

/// Pointers as libsodium takes them.
extension FixedBytes {
  init(write: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.init()
    withUnsafeMutablePointer(to: &self) { write(UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
  }

  func read<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    withUnsafePointer(to: self) { body(UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
  }
}

extension UnsafeRawBufferPointer {
  var bound: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
  var bound: UnsafeMutablePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
