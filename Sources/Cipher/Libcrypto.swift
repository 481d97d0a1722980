import CCrypto

/// libcrypto gives no digest: its policy forbids the algorithm (MD5 where FIPS rules), or memory is out.
package struct DigestUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
  package let algorithm: String

  package var description: String { "libcrypto gives no \(algorithm)" }
}

/// A digest that libcrypto computes, looked up once per process.
struct LibcryptoAlgorithm: Sendable {
  let name: String
  /// Immutable and counted by references inside libcrypto, hence safe to share; nil where the provider lacks it.
  nonisolated(unsafe) let method: OpaquePointer?

  private init(_ name: String) {
    self.name = name
    method = EVP_MD_fetch(nil, name, nil)
  }

  static let md5 = LibcryptoAlgorithm("MD5")
  static let sha1 = LibcryptoAlgorithm("SHA1")
}

/// Bytes that are being absorbed.
struct LibcryptoDigest: ~Copyable {
  private let algorithm: LibcryptoAlgorithm
  private let context: OpaquePointer

  init(_ algorithm: LibcryptoAlgorithm) throws(DigestUnavailable) {
    guard let method = algorithm.method, let context = EVP_MD_CTX_new() else {
      throw DigestUnavailable(algorithm: algorithm.name)
    }
    guard EVP_DigestInit_ex(context, method, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw DigestUnavailable(algorithm: algorithm.name)
    }
    self.algorithm = algorithm
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) throws(DigestUnavailable) {
    try check(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  func update(_ bytes: [UInt8]) throws(DigestUnavailable) { try check(EVP_DigestUpdate(context, bytes, bytes.count)) }

  /// The digest of what was absorbed, and a fresh beginning.
  func finish<Output: FixedBytes>() throws(DigestUnavailable) -> Output {
    var status: Int32 = 0
    let digest = Output(write: { status = EVP_DigestFinal_ex(context, $0, nil) })
    try check(status)
    try check(EVP_DigestInit_ex(context, nil, nil))
    return digest
  }

  private func check(_ status: Int32) throws(DigestUnavailable) {
    guard status == 1 else { throw DigestUnavailable(algorithm: algorithm.name) }
  }
}

extension FixedBytes {
  /// Whether `code` is this, or the beginning of it; how long that takes says nothing of where they differ.
  package func begins(with code: UnsafeRawBufferPointer) -> Bool {
    guard !code.isEmpty, code.count <= Self.count else { return false }
    return withBytes { CRYPTO_memcmp($0.baseAddress, code.baseAddress, code.count) == 0 }
  }
}
