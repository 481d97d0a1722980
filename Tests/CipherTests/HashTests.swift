import Base
import Testing

@testable import Cipher

@Suite struct HashTests {
  /// RFC 7693 appendix B, and the published digests around the edges of a block.
  @Test(arguments: [
    (-1, "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"),
    (0, "69217a3079908094e11121d042354a7c1f55b6482ca1a51e1b250dfd1ed0eef9"),
    (1, "e34d74dbaf4ff4c6abd871cc220451d2ea2648846c7757fbaac82fe51ad64bea"),
    (8, "c7e887b546623635e93e0495598f1726821996c2377705b93a1f636f872bfa2d"),
    (63, "e57cb79487dd57902432b250733813bd96a84efce59f650fac26e6696aefafc3"),
    (64, "56f34e8b96557e90c1f24b52d0c89d51086acf1b00f634cf1dde9233b8eaaa3e"),
    (65, "1b53ee94aaf34e4b159d48de352c7f0661d0a40edff95a0b1639b4090e974472"),
    (127, "f18417b39d617ab1c18fdf91ebd0fc6d5516bb34cf39364037bce81fa04cecb1"),
    (128, "1fa877de67259d19863a2a34bcc6962a2b25fcbf5cbecd7ede8f1fa36688a796"),
    (129, "5bd169e67c82c2c2e98ef7008bdf261f2ddf30b1c00f9e7f275bb3e8a28dc9a2"),
    (255, "f03f5789d3336b80d002d59fdf918bdb775b00956ed5528e86aa994acb38fe2d"),
  ])
  func `BLAKE2s gives the published digests`(count: Int, digest: String) {
    let input = count < 0 ? Array("abc".utf8) : (0..<count).map { UInt8($0) }
    #expect(BLAKE2s.hash(input).description == digest)
  }

  @Test(arguments: [
    (0, "48a8997da407876b3d79c0d92325ad3b89cbb754d86ab71aee047ad345fd2c49"),
    (1, "40d15fee7c328830166ac3f918650f807e7e01e177258cdc0a39b11f598066f1"),
    (64, "8975b0577fd35566d750b362b0897a26c399136df07bababbde6203ff2954ed4"),
    (65, "21fe0ceb0052be7fb0f004187cacd7de67fa6eb0938d927677f2398c132317a8"),
    (255, "3fb735061abc519dfe979e54c1ee5bfad0a9d858b3315bad34bde999efd724dd"),
  ])
  func `BLAKE2s with a key gives the published digests`(count: Int, digest: String) {
    let key = (0..<32).map { UInt8($0) }
    var hash = key.withUnsafeBytes { BLAKE2s(key: $0) }
    hash.update((0..<count).map { UInt8($0) })
    #expect(hash.finish().description == digest)
  }

  @Test func `BLAKE2s does not mind how its input is cut`() {
    let input = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = BLAKE2s.hash(input)
    for step in [1, 3, 63, 64, 65, 128, 299] {
      var hash = BLAKE2s()
      for start in stride(from: 0, to: input.count, by: step) {
        hash.update(input[start..<min(start + step, input.count)])
      }
      #expect(hash.finish() == whole)
    }
  }

  @Test func `a MAC of 16 bytes is not the beginning of one of 32`() {
    let key = BLAKE2s.hash([1])
    #expect(BLAKE2s.mac(key: key, [1, 2, 3]).description == "92c347f2ef923d353071e8493bb91c57")
  }

  @Test func `HMAC-BLAKE2s and the KDF agree with another implementation`() {
    let key = BLAKE2s.hash([1])
    let (first, second, third) = KDF.three(key, BLAKE2s.hash([2]))
    #expect(first.description == "f54a3410b1c682d25abf3576200d3eb1436ce9fc818c2a800e2bb56595f5e2eb")
    #expect(second.description == "00d8b0ac101cc72c4b873e30c42e19028969e2be1c8d9ae0fd78c0ed8bb56cf2")
    #expect(third.description == "f1268b29668ae73931050a1d77f59fb23904cbb1c6afe2bbe07e97ba47780949")
    #expect(KDF.one(key, BLAKE2s.hash([2])) == first)
    #expect(KDF.two(key, BLAKE2s.hash([2])) == (first, second))
    var long = [UInt8](repeating: 7, count: 100).withUnsafeBytes { HMACBLAKE2s(key: $0) }
    [UInt8](arrayLiteral: 1, 2, 3).withUnsafeBytes { long.update($0) }
    #expect(long.finish().description == "4e4cdbfc7dcc837074589ac7129dffde19614a94653ef5593ada2be16ac34d83")
  }

  /// FIPS 180-4's example and RFC 4231 §4.2 and §4.7 (a key longer than a block).
  @Test func `SHA-256 and HMAC-SHA256 give the published values`() {
    #expect(
      SHA256.hash(Array("abc".utf8)).description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hmac(key: Array(repeating: 0x0b, count: 20), Array("Hi There".utf8)).description
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      SHA256.hmac(
        key: Array(repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
      ).description == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  /// FIPS 180-4's examples, RFC 2202 §3 (cases 1, 6 and 7) and RFC 1321 §A.5.
  @Test func `SHA-1, HMAC-SHA1 and MD5 give the published values`() throws {
    #expect(try SHA1.hash(Array("abc".utf8)).description == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(try SHA1.hash([]).description == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    func hmac(_ key: [UInt8], _ text: String) throws -> String {
      try Array(text.utf8).withUnsafeBytes { try SHA1.hmac(key: key, $0).description }
    }
    #expect(
      try hmac(Array(repeating: 0x0b, count: 20), "Hi There") == "b617318655057264e28bc0b6fb378c8ef146be00")
    #expect(
      try hmac(Array(repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First")
        == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
    #expect(
      try hmac(
        Array(repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data")
        == "e8e99d0f45237d786d6bbaa7965c7808bbff1a91")
    #expect(try MD5.hash(Array("message digest".utf8)).description == "f96b697d7cb7938d525a2f31aaf161d0")
    #expect(try MD5.hash([]).description == "d41d8cd98f00b204e9800998ecf8427e")
  }

  @Test func `a code is compared as far as it goes, and never as nothing`() {
    let code = Bytes20 { $0.copyBytes(from: 1...20) }
    func begins(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { code.begins(with: $0) } }
    #expect(begins(Array(1...20)) && begins(Array(1...16)))
    #expect(!begins([]) && !begins(Array(1...21)) && !begins(Array(2...20)))
    #expect(!begins(Array(1...19) + [21]))
  }

  /// RFC 7914 §11 (its first 32 bytes), and two iterations.
  @Test func `PBKDF2 gives the published values`() {
    #expect(
      SHA256.pbkdf2(password: Array("passwd".utf8), salt: Array("salt".utf8), iterations: 1).description
        == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")
    #expect(
      SHA256.pbkdf2(password: Array("password".utf8), salt: Array("salt".utf8), iterations: 2).description
        == "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43")
  }
}
