import Base

/// Options of TCP by name (RFC 9293 §3.2): `kind, length, value`, where kinds 0 and 1 stand alone.
extension Layer {
  /// Set by name, unless the bytes themselves are given.
  var hasOptions: Bool {
    var named = false
    for assignment in assignments {
      switch schema.fields[assignment.field].place {
      case .tail: return false
      case .option: named = true
      case .bits: break
      }
    }
    return named
  }

  /// In the order of the schema, without padding.
  var encodedOptions: [UInt8] {
    var bytes: [UInt8] = []
    for assignment in assignments {
      guard case .option(let kind, let width) = schema.fields[assignment.field].place,
        case .number(let number) = assignment.value
      else { continue }
      if width == 0, number == 0 { continue }
      // RFC 7323 §3.2: the echoed timestamp follows; zero while there is nothing to echo.
      let echo = kind == 8 ? 4 : 0
      bytes += [kind, UInt8(2 + width / 8 + echo)]
      for shift in stride(from: width - 8, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
      bytes += [UInt8](repeating: 0, count: echo)
    }
    return bytes
  }
}

extension Packet {
  /// The value of an option in a layer's tail; nil where it is not there or does not have the length it should.
  func option(_ kind: UInt8, width: Int, in span: LayerSpan) -> (value: UInt64, at: Int)? {
    var at = span.start + span.schema.fixedLength
    while at < span.headerEnd, bytes[at] != 0 {
      if bytes[at] == 1 {
        at += 1
        continue
      }
      guard at + 1 < span.headerEnd, bytes[at + 1] >= 2, at + Int(bytes[at + 1]) <= span.headerEnd else { return nil }
      if bytes[at] == kind {
        guard Int(bytes[at + 1]) >= 2 + width / 8 else { return nil }
        return (width == 0 ? 1 : bytes.bits(at: (at + 2) * 8, width: width), at)
      }
      at += Int(bytes[at + 1])
    }
    return nil
  }
}
