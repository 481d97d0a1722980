import Base
import Testing

@testable import Cipher

@Suite(.enabled(if: VectorFolder.path != nil, "\(VectorFolder.skip)"))
struct PublishedSuiteTests {
  struct HashSuite: Decodable {
    struct Vector: Decodable {
      let `in`: String
      let key: String
      let out: String
    }
    let vectors: [Vector]
  }

  @Test func `BLAKE2s gives every published digest`() throws {
    let suite = try VectorFolder.load("blake2s.json", as: HashSuite.self)
    #expect(suite.vectors.count > 500)
    for vector in suite.vectors {
      let key = try #require(Hex.bytes(vector.key))
      var hash = key.withUnsafeBytes { BLAKE2s(key: $0) }
      hash.update(try #require(Hex.bytes(vector.in)))
      #expect(hash.finish().description == vector.out, "\(vector.in.count / 2) bytes")
    }
  }

  struct AgreementGroup: Decodable {
    struct Case: Decodable {
      let tcId: Int
      let `public`: String
      let `private`: String
      let shared: String
    }
    let tests: [Case]
  }

  @Test func `X25519 agrees with Wycheproof and refuses secrets of zero`() throws {
    let suite = try VectorFolder.load("wycheproof_x25519.json", as: Wycheproof<AgreementGroup>.self)
    var refused = 0
    for test in suite.testGroups.flatMap(\.tests) {
      let own = PrivateKey(raw: try #require(Hex.bytes(test.private).flatMap { Bytes32($0) }))
      let other = PublicKey(raw: try #require(Hex.bytes(test.public).flatMap { Bytes32($0) }))
      let secret = own.agree(with: other)
      let isZero = test.shared.allSatisfy { $0 == "0" }
      #expect(secret?.description == (isZero ? nil : test.shared), "tcId \(test.tcId)")
      if secret == nil { refused += 1 }
    }
    #expect(refused > 0)
  }

  struct AEADGroup: Decodable {
    struct Case: Decodable {
      let tcId: Int
      let key: String
      let iv: String
      let aad: String
      let msg: String
      let ct: String
      let tag: String
      let result: String
    }
    let ivSize: Int
    let tests: [Case]
  }

  @Test func `ChaCha20-Poly1305 agrees with Wycheproof`() throws {
    let suite = try VectorFolder.load("wycheproof_chacha20_poly1305.json", as: Wycheproof<AEADGroup>.self)
    var seen = 0
    for test in suite.testGroups.filter({ $0.ivSize == 96 }).flatMap(\.tests) {
      let (key, iv, extra, plain, sealed) = try parts(test)
      let nonce = ChaCha20Poly1305.Nonce(iv)
      let opened = ChaCha20Poly1305.opened(sealed, key: key, nonce: nonce, authenticating: extra)
      #expect(opened == (test.result == "valid" ? plain : nil), "tcId \(test.tcId)")
      if test.result == "valid" {
        #expect(ChaCha20Poly1305.sealed(plain, key: key, nonce: nonce, authenticating: extra) == sealed)
      }
      seen += 1
    }
    #expect(seen > 250)
  }

  @Test func `XChaCha20-Poly1305 agrees with Wycheproof`() throws {
    let suite = try VectorFolder.load("wycheproof_xchacha20_poly1305.json", as: Wycheproof<AEADGroup>.self)
    var seen = 0
    for test in suite.testGroups.flatMap(\.tests) {
      let (key, iv, extra, plain, sealed) = try parts(test)
      let opened = XChaCha20Poly1305.opened(sealed, key: key, nonce: iv, authenticating: extra)
      #expect(opened == (test.result == "valid" ? plain : nil), "tcId \(test.tcId)")
      if test.result == "valid" {
        #expect(XChaCha20Poly1305.sealed(plain, key: key, nonce: iv, authenticating: extra) == sealed)
      }
      seen += 1
    }
    #expect(seen > 250)
  }

  struct MACGroup: Decodable {
    struct Case: Decodable {
      let tcId: Int
      let key: String
      let msg: String
      let tag: String
      let result: String
    }
    let tests: [Case]
  }

  @Test func `HMAC-SHA256 agrees with Wycheproof`() throws {
    let suite = try VectorFolder.load("wycheproof_hmac_sha256.json", as: Wycheproof<MACGroup>.self)
    for test in suite.testGroups.flatMap(\.tests) {
      let mac = SHA256.hmac(key: try #require(Hex.bytes(test.key)), try #require(Hex.bytes(test.msg)))
      #expect(mac.description.hasPrefix(test.tag) == (test.result == "valid"), "tcId \(test.tcId)")
    }
  }

  @Test func `HMAC-SHA1 agrees with Wycheproof`() throws {
    let suite = try VectorFolder.load("wycheproof_hmac_sha1.json", as: Wycheproof<MACGroup>.self)
    var seen = 0
    for test in suite.testGroups.flatMap(\.tests) {
      let (key, message) = (try #require(Hex.bytes(test.key)), try #require(Hex.bytes(test.msg)))
      let tag = try #require(Hex.bytes(test.tag))
      // In two runs, as STUN has them.
      let mac = try message.withUnsafeBytes { message in
        let half = message.count / 2
        return try SHA1.hmac(
          key: key, UnsafeRawBufferPointer(rebasing: message[..<half]),
          UnsafeRawBufferPointer(rebasing: message[half...]))
      }
      #expect(tag.withUnsafeBytes { mac.begins(with: $0) } == (test.result == "valid"), "tcId \(test.tcId)")
      seen += 1
    }
    #expect(seen == suite.numberOfTests)
  }

  struct KDFSuite: Decodable {
    struct Vector: Decodable {
      let key: String
      let input: String
      let t0: String
      let t1: String
      let t2: String
    }
    let vectors: [Vector]
  }

  @Test func `the KDF gives wireguard-go's values`() throws {
    for vector in try VectorFolder.load("wireguard_kdf.json", as: KDFSuite.self).vectors {
      let key = try #require(Hex.bytes(vector.key))
      let input = try #require(Hex.bytes(vector.input))
      let (first, second, third) = key.withUnsafeBytes { key in input.withUnsafeBytes { KDF.three(key, $0) } }
      #expect([first, second, third].map(\.description) == [vector.t0, vector.t1, vector.t2])
    }
  }

  private func parts(_ test: AEADGroup.Case) throws -> (Bytes32, [UInt8], [UInt8], [UInt8], [UInt8]) {
    (
      try #require(Hex.bytes(test.key).flatMap { Bytes32($0) }), try #require(Hex.bytes(test.iv)),
      try #require(Hex.bytes(test.aad)), try #require(Hex.bytes(test.msg)), try #require(Hex.bytes(test.ct + test.tag))
    )
  }
}
