import Base
import Testing

@testable import Wire

@Suite struct STUNRoundTripTests {
  @Test func `random messages read as they were written, and are written as they were read`() throws {
    var chance = Chance(seed: 5769)
    for _ in 0..<500 {
      let key = STUNKey(bytes: chance.bytes(Int(chance.below(80))))
      let type = STUNType(rawValue: UInt16(chance.below(0x4000)))
      var writer = STUNWriter(type, STUNTransactionID(drawnFrom: &chance))
      var types: [STUNAttributeType] = []
      for _ in 0..<chance.below(12) {
        let type = STUNAttributeType.allCases[Int(chance.below(UInt32(STUNAttributeType.allCases.count)))]
        guard !types.contains(type), writer.addRandom(type, &chance) else { continue }
        types.append(type)
      }
      let (sha1, sha256, fingerprint) = (chance.below(2) == 0, chance.below(2) == 0, chance.below(2) == 0)
      let bytes = try writer.finish(
        integrity: sha1 ? key : nil, sha256: sha256 ? key : nil, fingerprint: fingerprint)
      let message = try STUNMessage(bytes)
      #expect(message.type == type)
      #expect(message.attributes.map(\.type) == types)
      #expect(message.malformed == nil)
      #expect(message.checkIntegrity(key) == (sha1 ? .valid : .absent))
      #expect(message.checkIntegritySHA256(key) == (sha256 ? .valid : .absent))
      #expect(message.checkFingerprint() == (fingerprint ? .valid : .absent))
      // As a layer, too.
      let packet = Packet(dissecting: bytes, as: .stun)
      #expect(packet.faults.isEmpty)
      let layer = try #require(CraftedPacket(packet).layers.first)
      #expect(try Layout(alone: layer).packet.bytes == bytes)
      #expect(!layer.source.contains("attribute("), "\(layer.source)")
      var again = STUNWriter(message.type, message.transaction)
      for span in message.attributes { again.copy(span, of: message) }
      #expect(
        try again.finish(integrity: sha1 ? key : nil, sha256: sha256 ? key : nil, fingerprint: fingerprint) == bytes)
    }
  }

  @Test func `bytes of chance are read without harm`() throws {
    var chance = Chance(seed: 8489)
    var read = 0
    for _ in 0..<5000 {
      var bytes = chance.bytes(20 + 4 * Int(chance.below(12)))
      bytes[0] &= 0x3f
      bytes.put16(UInt16(bytes.count - 20), at: 2)
      bytes.replaceSubrange(4..<8, with: [0x21, 0x12, 0xa4, 0x42])
      // Types and lengths that mean something.
      for at in stride(from: 20, to: bytes.count, by: 4) where chance.below(2) == 0 {
        bytes[at] = chance.below(2) == 0 ? 0 : 0x80
        bytes[at + 1] &= 0x2f
        bytes.put16(UInt16(chance.below(24)), at: at + 2)
      }
      let layer = try #require(CraftedPacket(Packet(dissecting: bytes, as: .stun)).layers.first)
      #expect(try Layout(alone: layer).packet.bytes == bytes, "\(Hex.text(bytes))")
      guard let message = try? STUNMessage(bytes) else { continue }
      read += 1
      _ = message.malformed
      var writer = STUNWriter(message.type, message.transaction)
      for span in message.allAttributes { writer.copy(span, of: message) }
      #expect(message.checkFingerprint() != .valid)
    }
    #expect(read > 300)
  }
}

extension STUNWriter {
  /// False for the attributes that `finish` writes.
  fileprivate mutating func addRandom(_ type: STUNAttributeType, _ chance: inout Chance) -> Bool {
    func text(_ chance: inout Chance) -> String { Hex.text(chance.bytes(Int(chance.below(12)))) + "é" }
    let address: IPAddress =
      chance.below(2) == 0
      ? .v4(IPv4Address(bits: chance.nextUInt32()))
      : .v6(IPv6Address(high: chance.nextUInt64(), low: chance.nextUInt64()))
    let endpoint = Endpoint(address, UInt16(chance.below(65536)))
    let error = STUNError(STUNErrorCode(rawValue: UInt16(300 + chance.below(400))), reason: text(&chance))
    switch type {
    case .lifetime: add(.lifetime, chance.nextUInt32())
    case .priority: add(.priority, chance.nextUInt32())
    case .changeRequest: add(.changeRequest, chance.nextUInt32())
    case .iceControlled: add(.iceControlled, chance.nextUInt64())
    case .iceControlling: add(.iceControlling, chance.nextUInt64())
    case .reservationToken: add(.reservationToken, chance.nextUInt64())
    case .responsePort: add(.responsePort, endpoint.port)
    case .channelNumber: add(.channelNumber, ChannelNumber(rawValue: endpoint.port))
    case .requestedTransport: add(.requestedTransport, IPProtocol(rawValue: UInt8(chance.below(256))))
    case .requestedAddressFamily: add(.requestedAddressFamily, address.family)
    case .additionalAddressFamily: add(.additionalAddressFamily, address.family)
    case .mappedAddress: add(.mappedAddress, endpoint)
    case .xorMappedAddress: add(.xorMappedAddress, endpoint)
    case .xorPeerAddress: add(.xorPeerAddress, endpoint)
    case .xorRelayedAddress: add(.xorRelayedAddress, endpoint)
    case .alternateServer: add(.alternateServer, endpoint)
    case .responseOrigin: add(.responseOrigin, endpoint)
    case .otherAddress: add(.otherAddress, endpoint)
    case .username: add(.username, text(&chance))
    case .realm: add(.realm, text(&chance))
    case .nonce: add(.nonce, text(&chance))
    case .software: add(.software, text(&chance))
    case .alternateDomain: add(.alternateDomain, text(&chance))
    case .data: add(.data, chance.bytes(Int(chance.below(50)))[...])
    case .userhash: add(.userhash, chance.bytes(32)[...])
    case .padding: add(.padding, chance.bytes(Int(chance.below(50)))[...])
    case .useCandidate: add(.useCandidate)
    case .dontFragment: add(.dontFragment)
    case .evenPort: add(.evenPort, chance.below(2) == 0)
    case .errorCode: add(.errorCode, error)
    case .addressErrorCode: add(.addressErrorCode, STUNAddressError(address.family, error))
    case .icmp:
      add(
        .icmp,
        STUNICMP(type: UInt8(chance.below(128)), code: UInt16(chance.below(512)), data: chance.nextUInt32()))
    case .unknownAttributes: add(.unknownAttributes, (0..<chance.below(5)).map { _ in UInt16(chance.below(65536)) })
    case .passwordAlgorithm: add(.passwordAlgorithm, .sha256)
    case .passwordAlgorithms:
      add(.passwordAlgorithms, [.md5, STUNPasswordAlgorithm(number: 9, parameters: chance.bytes(5)), .sha256])
    case .messageIntegrity, .messageIntegritySHA256, .fingerprint: return false
    }
    return true
  }
}
