import Base

extension Coding {
  /// The family's byte, the port and the address, behind a byte that is reserved.
  static func endpoint(isXORed: Bool) -> Coding {
    Coding(
      extent: { bytes, at, end, _ in
        guard at < end, let family = IPFamily(stunNumber: bytes[at]) else { return nil }
        return at + (family == .v4 ? 7 : 19)
      },
      read: { bytes, range, origin in
        let value = STUNValue(bytes, range.lowerBound - 1..<range.upperBound)
        return value.endpoint(hiddenBehind: isXORed ? bytes.stunTransaction(origin) : nil).map(FieldValue.endpoint)
      },
      write: { value, bytes, origin in
        let mask = STUNMask(isXORed ? bytes.stunTransaction(origin) : nil)
        guard case .endpoint(let endpoint)? = value else {
          return bytes.append(Endpoint(.v4(IPv4Address(bits: 0)), 0), hiddenBehind: mask)
        }
        bytes.append(endpoint, hiddenBehind: mask)
      })
  }

  /// RFC 8489 §14.8: 13 bits that are reserved, 3 of hundreds, 8 of the rest.
  static let stunError = Coding(
    width: 10,
    extent: { bytes, at, end, _ in
      at + 3 <= end && bytes[at] == 0 && bytes[at + 1] < 8 && bytes[at + 2] < 100 ? at + 3 : nil
    },
    read: { bytes, range, _ in
      .number(UInt64(bytes[range.lowerBound + 1]) * 100 + UInt64(bytes[range.lowerBound + 2]))
    },
    write: { value, bytes, _ in
      var code: UInt64 = 400
      if case .number(let number)? = value { code = number }
      bytes += [0, UInt8(code / 100 & 7), UInt8(code % 100)]
    },
    check: { value in
      guard case .number(let number) = value, number > 799 else { return nil }
      return .tooWide(number, bits: 10, max: 799)
    })

  /// Text behind an error code; the registry's words where none is set.
  static let stunReason = Coding(
    extent: { _, _, end, _ in end },
    read: { bytes, range, _ in
      String(validating: bytes[range], as: UTF8.self).map(FieldValue.text) ?? .bytes(Array(bytes[range]))
    },
    write: { value, bytes, _ in
      switch value {
      case .text(let text)?: bytes += Array(text.utf8)
      case .bytes(let whole)?: bytes += whole
      default:
        let code = UInt16(bytes[bytes.count - 2]) * 100 + UInt16(bytes[bytes.count - 1])
        bytes += Array(STUNErrorCode(rawValue: code).title.utf8)
      }
    })

  /// RFC 8489 §14.11: the numbers of algorithms, none of which has parameters; with parameters the bytes as they are.
  static let passwordAlgorithms = Coding(
    extent: { _, _, end, _ in end },
    read: { bytes, range, _ in
      guard let algorithms = STUNValue(bytes, range).algorithms, range.count == algorithms.count * 4 else {
        return .bytes(Array(bytes[range]))
      }
      return .list(algorithms.map { .number(UInt64($0.number)) })
    },
    write: { value, bytes, _ in
      switch value {
      case .list(let members)?:
        for case .number(let number) in members { bytes.append32(UInt32(truncatingIfNeeded: number << 16)) }
      case .bytes(let whole)?: bytes += whole
      default: break
      }
    })

  /// A part of the message's type, whose bits do not lie side by side. It takes no bytes of its own.
  static func stunType(
    width: Int, _ read: @escaping @Sendable (STUNType) -> UInt64,
    _ write: @escaping @Sendable (UInt64, inout STUNType) -> Void
  ) -> Coding {
    Coding(
      width: width, extent: { _, at, _, _ in at },
      read: { bytes, _, origin in .number(read(STUNType(rawValue: bytes.be16(origin)))) },
      write: { value, bytes, origin in
        guard case .number(let number)? = value else { return }
        let old = bytes.be16(origin)
        var type = STUNType(rawValue: old)
        write(number, &type)
        bytes.put16(old & 0xc000 | type.rawValue, at: origin)
      })
  }
}

extension [UInt8] {
  /// The transaction id of the message that begins at `origin`.
  fileprivate func stunTransaction(_ origin: Int) -> STUNTransactionID {
    STUNTransactionID(high: be32(origin + 8), low: be64(origin + 12))
  }

  /// RFC 8489 §14.1 and §14.2, without the first byte.
  fileprivate mutating func append(_ endpoint: Endpoint, hiddenBehind mask: STUNMask) {
    append(endpoint.address.family.stunNumber)
    append16(endpoint.port ^ mask.port)
    switch endpoint.address {
    case .v4(let v4): append32(v4.bits ^ mask.word)
    case .v6(let v6):
      append64(v6.high ^ mask.high)
      append64(v6.low ^ mask.low)
    }
  }
}
