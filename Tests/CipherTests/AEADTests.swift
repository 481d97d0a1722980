import Base
import Testing

@testable import Cipher

extension ChaCha20Poly1305.Nonce {
  /// From the twelve bytes of a published vector.
  init(_ bytes: [UInt8]) {
    func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(fixed: UInt32(number(bytes[..<4])), counter: number(bytes[4...]))
  }
}

@Suite struct AEADTests {
  static let key = Bytes32((0x80...0x9f).map { UInt8($0) }) ?? Bytes32()
  static let extra = Hex.bytes("50515253c0c1c2c3c4c5c6c7") ?? []
  static let sunscreen = Array(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
      .utf8)

  /// RFC 8439 §2.8.2.
  @Test func `ChaCha20-Poly1305 gives the RFC's example`() throws {
    let nonce = ChaCha20Poly1305.Nonce(try #require(Hex.bytes("070000004041424344454647")))
    let sealed = ChaCha20Poly1305.sealed(Self.sunscreen, key: Self.key, nonce: nonce, authenticating: Self.extra)
    #expect(
      Hex.text(sealed)
        == "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e06"
        + "0b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586"
        + "cec64b61161ae10b594f09e26a7e902ecbd0600691")
    #expect(
      ChaCha20Poly1305.opened(sealed, key: Self.key, nonce: nonce, authenticating: Self.extra) == Self.sunscreen)
  }

  /// draft-irtf-cfrg-xchacha-03 §A.3.1.
  @Test func `XChaCha20-Poly1305 gives the draft's example`() throws {
    let nonce = (0x40...0x57).map { UInt8($0) }
    let sealed = try #require(
      XChaCha20Poly1305.sealed(Self.sunscreen, key: Self.key, nonce: nonce, authenticating: Self.extra))
    #expect(
      Hex.text(sealed)
        == "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54"
        + "c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615"
        + "c68b13b52ec0875924c1c7987947deafd8780acf49")
    #expect(
      XChaCha20Poly1305.opened(sealed, key: Self.key, nonce: nonce, authenticating: Self.extra) == Self.sunscreen)
  }

  @Test func `any flipped bit or missing byte is refused`() throws {
    let sealed = ChaCha20Poly1305.sealed([1, 2, 3], key: Self.key, nonce: .init(counter: 5), authenticating: [9])
    for i in sealed.indices {
      var wrong = sealed
      wrong[i] ^= 1
      #expect(ChaCha20Poly1305.opened(wrong, key: Self.key, nonce: .init(counter: 5), authenticating: [9]) == nil)
      let short = Array(sealed[..<i])
      #expect(ChaCha20Poly1305.opened(short, key: Self.key, nonce: .init(counter: 5), authenticating: [9]) == nil)
    }
    #expect(ChaCha20Poly1305.opened(sealed, key: Self.key, nonce: .init(counter: 6), authenticating: [9]) == nil)
    #expect(ChaCha20Poly1305.opened(sealed, key: Self.key, nonce: .init(counter: 5)) == nil)
    #expect(ChaCha20Poly1305.opened(sealed, key: Self.key, nonce: .init(counter: 5), authenticating: [9]) == [1, 2, 3])
  }

  @Test func `nothing seals to a tag and opens to nothing`() throws {
    let sealed = ChaCha20Poly1305.sealed([], key: Self.key, nonce: .init(counter: .max))
    #expect(sealed.count == 16)
    #expect(ChaCha20Poly1305.opened(sealed, key: Self.key, nonce: .init(counter: .max)) == [])
    let nonce = [UInt8](repeating: 1, count: 24)
    let extended = try #require(XChaCha20Poly1305.sealed([], key: Self.key, nonce: nonce, authenticating: []))
    #expect(XChaCha20Poly1305.opened(extended, key: Self.key, nonce: nonce, authenticating: []) == [])
    for count in 0..<16 {
      let short = Array(extended[..<count])
      #expect(XChaCha20Poly1305.opened(short, key: Self.key, nonce: nonce, authenticating: []) == nil)
    }
    #expect(XChaCha20Poly1305.sealed([], key: Self.key, nonce: [1], authenticating: []) == nil)
  }
}
