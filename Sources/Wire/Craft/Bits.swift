/// Numbers of any width at any bit, in network order. The caller has checked that the bytes are there.
extension [UInt8] {
  /// - Parameters:
  ///   - offset: in bits, from the first bit of the array.
  ///   - width: 1…64.
  func bits(at offset: Int, width: Int) -> UInt64 {
    let first = offset / 8
    let last = (offset + width - 1) / 8
    if last - first < 8 {
      var window: UInt64 = 0
      for i in first...last { window = window << 8 | UInt64(self[i]) }
      return window >> UInt64((last + 1) * 8 - offset - width) & UInt64.max >> UInt64(64 - width)
    }
    // Nine bytes: 64 bits that do not begin at a byte.
    let left = (first + 1) * 8 - offset
    return bits(at: offset, width: left) << UInt64(width - left) | bits(at: offset + left, width: width - left)
  }

  /// Writes the low `width` bits of `value`.
  mutating func setBits(_ value: UInt64, at offset: Int, width: Int) {
    var left = width
    var value = value
    if offset & 7 == 0, width & 7 == 0 {
      let first = offset / 8
      withUnsafeMutableBytes { bytes in
        var at = first + width / 8
        while at > first {
          at -= 1
          bytes[at] = UInt8(truncatingIfNeeded: value)
          value >>= 8
        }
      }
      return
    }
    while left > 0 {
      let end = offset + left
      let byte = (end - 1) / 8
      let taken = Swift.min(left, end - byte * 8)
      let shift = UInt64((byte + 1) * 8 - end)
      let mask = UInt8(truncatingIfNeeded: (1 << UInt64(taken)) - 1)
      self[byte] = self[byte] & ~(mask << shift) | (UInt8(truncatingIfNeeded: value) & mask) << shift
      value >>= UInt64(taken)
      left -= taken
    }
  }
}
