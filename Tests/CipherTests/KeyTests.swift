import Base
import Testing

@testable import Cipher

@Suite struct KeyTests {
  /// RFC 7748 §6.1.
  @Test func `Alice and Bob agree`() throws {
    let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let bob = try key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    #expect(
      alice.publicKey.raw.description == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    #expect(bob.publicKey.raw.description == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    #expect(alice.agree(with: bob.publicKey)?.description == secret)
    #expect(bob.agree(with: alice.publicKey)?.description == secret)
  }

  /// RFC 7748 §5.2.
  @Test func `X25519 gives the RFC's products`() throws {
    let first = try key("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    let point = try key("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    #expect(
      first.agree(with: PublicKey(raw: point.raw))?.description
        == "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
    var scalar = try key("0900000000000000000000000000000000000000000000000000000000000000")
    var u = scalar.raw
    for _ in 0..<1000 {
      let product = try #require(scalar.agree(with: PublicKey(raw: u)))
      u = scalar.raw
      scalar = PrivateKey(raw: product)
    }
    #expect(scalar.raw.description == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
  }

  @Test(arguments: [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ])
  func `a point of low order gives no secret`(point: String) throws {
    var chance = Chance(seed: 1)
    let own = PrivateKey(drawnFrom: &chance)
    #expect(own.agree(with: PublicKey(raw: try key(point).raw)) == nil)
  }

  @Test func `keys are written and read as wg writes them`() throws {
    let text = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="
    let key = try #require(PublicKey(base64: text))
    #expect(key.base64 == text)
    #expect("\(key)" == text)
    #expect(PrivateKey(base64: text)?.base64 == text)
    #expect(PresharedKey(base64: text)?.base64 == text)
    for wrong in ["", "hSDwCYkwp1R0", String(text.dropLast()), text + "=", " " + text, text + "\n", "AAAA" + text] {
      #expect(PublicKey(base64: wrong) == nil)
    }
  }

  @Test func `secrets do not show in text, reflection or interpolation`() throws {
    var chance = Chance(seed: 2)
    let key = PrivateKey(drawnFrom: &chance)
    let shared = PresharedKey(raw: key.raw)
    var dumped = ""
    dump(key, to: &dumped)
    dump(shared, to: &dumped)
    dump([key], to: &dumped)
    let all = "\(key) \(shared) \(String(reflecting: key)) \(String(reflecting: shared)) \([shared]) " + dumped
    #expect(!all.contains(key.base64))
    #expect(!all.contains(key.raw.description))
  }

  @Test func `drawn keys are clamped and differ`() {
    var chance = Chance(seed: 3)
    let first = PrivateKey(drawnFrom: &chance)
    let second = PrivateKey(drawnFrom: &chance)
    #expect(first != second)
    #expect(first.raw.bytes[0] & 7 == 0)
    #expect(first.raw.bytes[31] & 0xc0 == 0x40)
  }

  @Test func `fixed bytes sort as their bytes do`() throws {
    let low = try #require(Bytes16([UInt8](repeating: 0, count: 15) + [255]))
    let high = try #require(Bytes16([1] + [UInt8](repeating: 0, count: 15)))
    #expect(low < high)
    #expect(!(high < low))
    #expect(Bytes16([1, 2]) == nil)
    #expect(low.bytes.last == 255)
  }

  private func key(_ hex: String) throws -> PrivateKey {
    PrivateKey(raw: try #require(Hex.bytes(hex).flatMap { Bytes32($0) }))
  }
}

@Suite struct TextTests {
  /// RFC 4648 §10.
  @Test(arguments: [
    ("", "", ""), ("f", "Zg==", "my"), ("fo", "Zm8=", "mzxq"), ("foo", "Zm9v", "mzxw6"),
    ("foob", "Zm9vYg==", "mzxw6yq"),
    ("fooba", "Zm9vYmE=", "mzxw6ytb"), ("foobar", "Zm9vYmFy", "mzxw6ytboi"),
  ])
  func `base64 and base32 give the RFC's texts`(plain: String, base64: String, base32: String) {
    let bytes = Array(plain.utf8)
    let unpadded = String(base64.prefix { $0 != "=" })
    #expect(Base64.text(bytes) == base64)
    #expect(Base64.text(bytes, padded: false) == unpadded)
    #expect(Base64.bytes(base64) == bytes)
    #expect(Base64.bytes(unpadded, padded: false) == bytes)
    #expect(Base32.text(bytes) == base32)
  }

  @Test(arguments: ["Zg", "Zg=", "Zh==", "Z===", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm9_", "é"])
  func `text that is not strict base64 is refused`(text: String) { #expect(Base64.bytes(text) == nil) }

  @Test func `a digest gives 52 characters of base32`() {
    #expect(Base32.text(SHA256.hash([]).bytes).utf8.count == 52)
  }
}
