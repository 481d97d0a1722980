/// KDF1, KDF2 and KDF3 of the WireGuard paper §5.4: HKDF (RFC 5869) with HMAC-BLAKE2s and no info.
///
/// τ0 = HMAC(key, input); τ1 = HMAC(τ0, 1); τi = HMAC(τ0, τi-1 ‖ i).
package enum KDF {
  package static func one(_ key: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer) -> Bytes32 {
    expand(extract(key, input), nil, 1)
  }

  package static func two(_ key: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer) -> (Bytes32, Bytes32) {
    let root = extract(key, input)
    let first = expand(root, nil, 1)
    return (first, expand(root, first, 2))
  }

  package static func three(
    _ key: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer
  ) -> (Bytes32, Bytes32, Bytes32) {
    let root = extract(key, input)
    let first = expand(root, nil, 1)
    let second = expand(root, first, 2)
    return (first, second, expand(root, second, 3))
  }

  private static func extract(_ key: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer) -> Bytes32 {
    var hmac = HMACBLAKE2s(key: key)
    hmac.update(input)
    return hmac.finish()
  }

  private static func expand(_ root: Bytes32, _ previous: Bytes32?, _ number: UInt8) -> Bytes32 {
    var hmac = root.withBytes { HMACBLAKE2s(key: $0) }
    previous?.withBytes { hmac.update($0) }
    withUnsafeBytes(of: number) { hmac.update($0) }
    return hmac.finish()
  }
}

extension KDF {
  package static func one(_ key: Bytes32, _ input: Bytes32) -> Bytes32 {
    key.withBytes { key in input.withBytes { one(key, $0) } }
  }

  package static func two(_ key: Bytes32, _ input: Bytes32) -> (Bytes32, Bytes32) {
    key.withBytes { key in input.withBytes { two(key, $0) } }
  }

  package static func three(_ key: Bytes32, _ input: Bytes32) -> (Bytes32, Bytes32, Bytes32) {
    key.withBytes { key in input.withBytes { three(key, $0) } }
  }
}
