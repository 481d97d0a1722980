import Base

/// Names of DNS as values: text where all of it can be typed, else the name's bytes.
extension FieldValue {
  init(_ name: DomainName) {
    let text = name.description
    let plain = text.utf8.allSatisfy { (0x20...0x7e).contains($0) && !#""\{}"#.utf8.contains($0) }
    self = plain ? .text(text) : .bytes(name.wire)
  }

  /// Nil for what is no name, and for bytes that are not one whole name without pointers.
  var domainName: DomainName? {
    switch self {
    case .text(let text): return try? DomainName(text)
    case .bytes(let bytes):
      var reader = DNSReader(bytes, in: 0..<bytes.count)
      guard let name = try? reader.name(compressible: false), reader.isAtEnd else { return nil }
      return name
    default: return nil
    }
  }
}

extension FieldSchema {
  func domainName(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    if case .bytes = value { return value.domainName.map { FieldValue($0) } ?? value }
    guard let word = value.word else {
      throw CraftingError(schema, name, .wrongType(wanted: "a domain name", got: value))
    }
    do throws(DomainNameError) { return FieldValue(try DomainName(word)) } catch {
      throw CraftingError(schema, name, .badDomainName(word, error))
    }
  }
}

extension Coding {
  /// A name, its pointers followed. What is written here is whole; a layout compresses where it may.
  static let name = Coding(
    extent: { bytes, at, end, origin in
      var reader = DNSReader(bytes, from: at, to: end, of: origin)
      return (try? reader.skipName()).map { _ in reader.at }
    },
    read: { bytes, range, origin in
      var reader = DNSReader(bytes, from: range.lowerBound, to: range.upperBound, of: origin)
      return (try? reader.name()).map { FieldValue($0) }
    },
    write: { value, bytes, _ in
      if case .bytes(let wire)? = value { bytes += wire } else { bytes += value?.domainName?.wire ?? [0] }
    })

  /// A character string (RFC 1035 §3.3): a length and so many bytes.
  static let string = Coding(
    extent: { bytes, at, end, _ in at < end && at + 1 + Int(bytes[at]) <= end ? at + 1 + Int(bytes[at]) : nil },
    read: { bytes, range, _ in .string(bytes[(range.lowerBound + 1)..<range.upperBound]) },
    write: { value, bytes, _ in bytes.append(string: value) },
    check: { $0.tooLongForString })

  /// Character strings to the end.
  static let strings = Coding(
    extent: { bytes, at, end, _ in
      var at = at
      while at < end {
        guard at + 1 + Int(bytes[at]) <= end else { return nil }
        at += 1 + Int(bytes[at])
      }
      return at
    },
    read: { bytes, range, _ in
      var (at, strings) = (range.lowerBound, [FieldValue]())
      while at < range.upperBound {
        let end = at + 1 + Int(bytes[at])
        strings.append(.string(bytes[(at + 1)..<end]))
        at = end
      }
      return .list(strings)
    },
    write: { value, bytes, _ in
      switch value {
      case .list(let strings)?: for string in strings { bytes.append(string: string) }
      case .bytes(let raw)?: bytes += raw
      default: break
      }
    },
    check: { value in
      guard case .list(let strings) = value else { return nil }
      return strings.lazy.compactMap(\.tooLongForString).first
    })
}

extension FieldValue {
  fileprivate static func string(_ bytes: ArraySlice<UInt8>) -> FieldValue {
    String(validating: bytes, as: UTF8.self).map(FieldValue.text) ?? .bytes(Array(bytes))
  }

  fileprivate var stringBytes: [UInt8] {
    switch self {
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    default: []
    }
  }

  fileprivate var tooLongForString: CraftingProblem? {
    stringBytes.count > 255 ? .tooLong(stringBytes.count, max: 255) : nil
  }
}

extension [UInt8] {
  /// The value has been checked: at most 255 bytes.
  fileprivate mutating func append(string value: FieldValue?) {
    let string = value?.stringBytes.prefix(255) ?? []
    append(UInt8(string.count))
    self += string
  }
}
