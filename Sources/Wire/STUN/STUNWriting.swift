import Base

extension STUNWriter {
  package mutating func add(_ attribute: STUNAttribute<UInt32>, _ value: UInt32) {
    add(attribute.type, count: 4) { $0.append32(value) }
  }

  package mutating func add(_ attribute: STUNAttribute<UInt64>, _ value: UInt64) {
    add(attribute.type, count: 8) { $0.append64(value) }
  }

  package mutating func add(_ attribute: STUNAttribute<UInt16>, _ value: UInt16) {
    add(attribute.type, count: 4) { $0.append32(UInt32(value) << 16) }
  }

  package mutating func add(_ attribute: STUNAttribute<ChannelNumber>, _ value: ChannelNumber) {
    add(attribute.type, count: 4) { $0.append32(UInt32(value.rawValue) << 16) }
  }

  package mutating func add(_ attribute: STUNAttribute<IPProtocol>, _ value: IPProtocol) {
    add(attribute.type, count: 4) { $0.append32(UInt32(value.rawValue) << 24) }
  }

  package mutating func add(_ attribute: STUNAttribute<IPFamily>, _ value: IPFamily) {
    add(attribute.type, count: 4) { $0.append32(UInt32(value.stunNumber) << 24) }
  }

  package mutating func add(_ attribute: STUNAttribute<Endpoint>, _ value: Endpoint) {
    let mask = attribute.type.isXORed ? self.mask : STUNMask(nil)
    add(attribute.type, count: value.address.family == .v4 ? 8 : 20) { bytes in
      bytes.append16(UInt16(value.address.family.stunNumber))
      bytes.append16(value.port ^ mask.port)
      switch value.address {
      case .v4(let v4): bytes.append32(v4.bits ^ mask.word)
      case .v6(let v6):
        bytes.append64(v6.high ^ mask.high)
        bytes.append64(v6.low ^ mask.low)
      }
    }
  }

  package mutating func add(_ attribute: STUNAttribute<String>, _ value: String) {
    add(attribute.type, count: value.utf8.count, max: attribute.type.greatestText) { $0 += value.utf8 }
  }

  package mutating func add(_ attribute: STUNAttribute<ArraySlice<UInt8>>, _ value: ArraySlice<UInt8>) {
    add(attribute.type, count: value.count) { $0 += value }
  }

  package mutating func add(_ attribute: STUNAttribute<Void>) { add(attribute.type, count: 0) { _ in } }

  package mutating func add(_ attribute: STUNAttribute<Bool>, _ value: Bool) {
    add(attribute.type, count: 1) { $0.append(value ? 0x80 : 0) }
  }

  package mutating func add(_ attribute: STUNAttribute<STUNError>, _ value: STUNError) {
    add(attribute.type, value, first: 0)
  }

  package mutating func add(_ attribute: STUNAttribute<STUNAddressError>, _ value: STUNAddressError) {
    add(attribute.type, value.error, first: value.family.stunNumber)
  }

  private mutating func add(_ type: STUNAttributeType, _ error: STUNError, first: UInt8) {
    add(type, count: 4 + error.reason.utf8.count, max: 4 + STUNAttributeType.greatestReason) { bytes in
      let (hundreds, rest) = error.code.rawValue.quotientAndRemainder(dividingBy: 100)
      bytes += [first, 0, UInt8(hundreds & 7), UInt8(rest)]
      bytes += error.reason.utf8
    }
  }

  package mutating func add(_ attribute: STUNAttribute<STUNICMP>, _ value: STUNICMP) {
    add(attribute.type, count: 8) { bytes in
      bytes.append32(UInt32(value.type & 0x7f) << 9 | UInt32(value.code & 0x1ff))
      bytes.append32(value.data)
    }
  }

  package mutating func add(_ attribute: STUNAttribute<[UInt16]>, _ value: [UInt16]) {
    add(attribute.type, count: value.count * 2) { bytes in for number in value { bytes.append16(number) } }
  }

  package mutating func add(_ attribute: STUNAttribute<STUNPasswordAlgorithm>, _ value: STUNPasswordAlgorithm) {
    add(attribute.type, [value])
  }

  package mutating func add(_ attribute: STUNAttribute<[STUNPasswordAlgorithm]>, _ value: [STUNPasswordAlgorithm]) {
    add(attribute.type, value)
  }

  private mutating func add(_ type: STUNAttributeType, _ algorithms: [STUNPasswordAlgorithm]) {
    let count = algorithms.reduce(0) { $0 + 4 + ($1.parameters.count + 3) & ~3 }
    add(type, count: count) { bytes in
      for algorithm in algorithms {
        bytes.append16(algorithm.number)
        bytes.append16(UInt16(truncatingIfNeeded: algorithm.parameters.count))
        bytes += algorithm.parameters
        while bytes.count % 4 != 0 { bytes.append(0) }
      }
    }
  }

  /// An attribute that has no name here.
  package mutating func add(number: UInt16, _ value: [UInt8]) {
    add(number, count: value.count) { $0 += value }
  }
}
