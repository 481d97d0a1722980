import Base

// The smallest parts of an entry, written.

extension [UInt8] {
  mutating func put(_ byte: UInt8) { append(byte) }
  mutating func put(_ flag: Bool) { append(flag ? 1 : 0) }

  mutating func put(varint value: UInt64) {
    var value = value
    while value >= 0x80 {
      append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    append(UInt8(truncatingIfNeeded: value))
  }

  mutating func put(count: Int) { put(varint: UInt64(count)) }

  /// Folded, so that what is small either way is short.
  mutating func put(signed value: Int64) {
    put(varint: UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  mutating func put(fixed value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func put(bytes: [UInt8]) {
    put(count: bytes.count)
    append(contentsOf: bytes)
  }

  mutating func put(_ text: String) {
    put(count: text.utf8.count)
    append(contentsOf: text.utf8)
  }

  /// Behind its family, 4 or 6.
  mutating func put(_ address: IPAddress) {
    append(address.family.rawValue)
    append(contentsOf: address.octets)
  }

  mutating func put(_ endpoint: Endpoint) {
    put(endpoint.address)
    put(port: endpoint.port)
  }

  mutating func put(port: UInt16) {
    append(UInt8(truncatingIfNeeded: port))
    append(UInt8(truncatingIfNeeded: port >> 8))
  }

  /// Behind whether there is one.
  mutating func put<Item>(optional item: Item?, _ put: (inout [UInt8], Item) -> Void) {
    self.put(item != nil)
    if let item { put(&self, item) }
  }

  mutating func put<Item>(list: [Item], _ put: (inout [UInt8], Item) -> Void) {
    self.put(count: list.count)
    for element in list { put(&self, element) }
  }
}
