import Base
import Cipher

/// A message that grows by attributes, in the order in which they are added, and is closed by `finish`.
package struct STUNWriter: Sendable {
  private var bytes: [UInt8] = []
  let mask: STUNMask
  private var failure: STUNWriteError?

  /// RFC 8489 §5: the greatest length of attributes that is a multiple of four.
  package static let greatestLength = 65_532

  package init(_ type: STUNType, _ transaction: STUNTransactionID) {
    mask = STUNMask(transaction)
    bytes.reserveCapacity(160)
    bytes.append16(type.rawValue)
    bytes.append16(0)
    bytes.append32(STUNMessage.magicCookie)
    bytes.append32(transaction.high)
    bytes.append64(transaction.low)
  }

  /// An answer to `request`: its method and its transaction id.
  package init(_ kind: STUNClass, to request: STUNMessage) {
    self.init(STUNType(request.type.method, kind), request.transaction)
  }

  /// Closes the message: integrity, the stronger integrity, fingerprint, each if asked for, and the length.
  ///
  /// - Throws: what was the matter with the first attribute that could not be added.
  package consuming func finish(
    integrity: STUNKey? = nil, sha256: STUNKey? = nil, fingerprint: Bool = false
  ) throws(STUNWriteError) -> [UInt8] {
    if let integrity {
      do throws(DigestUnavailable) {
        let code = try bytes.span.withUnsafeBytes { (bytes) throws(DigestUnavailable) in
          try STUNCode.sha1(integrity, bytes, sealedUpTo: bytes.count + 4 + Bytes20.count)
        }
        add(.messageIntegrity, count: Bytes20.count) { bytes in code.withBytes { bytes += $0 } }
      } catch { throw .unavailable(error) }
    }
    if let sha256 {
      let code = bytes.withUnsafeBytes {
        STUNCode.sha256(sha256, $0, sealedUpTo: $0.count + 4 + Bytes32.count)
      }
      add(.messageIntegritySHA256, count: Bytes32.count) { bytes in code.withBytes { bytes += $0 } }
    }
    if fingerprint {
      let code = bytes.withUnsafeBytes { STUNCode.fingerprint($0, sealedUpTo: $0.count + 8) }
      add(.fingerprint, count: 4) { $0.append32(code) }
    }
    if let failure { throw failure }
    bytes.put16(UInt16(bytes.count - STUNMessage.headerCount), at: 2)
    return bytes
  }

  mutating func add(
    _ type: STUNAttributeType, count: Int, max: Int = greatestLength - 4, _ write: (inout [UInt8]) -> Void
  ) {
    add(type.rawValue, count: count, max: max, write)
  }

  /// Every length is a multiple of four, so that padding to four bytes in `bytes` is padding in the message.
  mutating func add(
    _ number: UInt16, count: Int, max: Int = greatestLength - 4, _ write: (inout [UInt8]) -> Void
  ) {
    guard failure == nil else { return }
    guard count <= max else {
      failure = .valueTooLong(type: number, count, max: max)
      return
    }
    let length = bytes.count - STUNMessage.headerCount + 4 + count
    guard length <= Self.greatestLength else {
      failure = .messageTooLong(length, max: Self.greatestLength)
      return
    }
    bytes.append16(number)
    bytes.append16(UInt16(count))
    write(&bytes)
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}

/// Why a message cannot be written.
package enum STUNWriteError: Error, Hashable, Sendable {
  case valueTooLong(type: UInt16, Int, max: Int)
  case messageTooLong(Int, max: Int)
  case unavailable(DigestUnavailable)
}

extension STUNWriteError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .valueTooLong(let type, let count, let max):
      "\(STUNAttributeType.text(type)) of \(count) bytes: at most \(max)"
    case .messageTooLong(let count, let max): "\(count) bytes of attributes: at most \(max)"
    case .unavailable(let digest): digest.description
    }
  }
}
