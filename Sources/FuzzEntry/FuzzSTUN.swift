import Base
import Cipher
import Wire

/// Reads `bytes` as what comes to a TURN port: a STUN message or data on a channel. All attributes are read, all codes
/// checked; what was read and is written again reads the same. As layers of a packet it builds the same bytes again.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzSTUN(_ bytes: UnsafeRawBufferPointer) {
  let datagram = [UInt8](bytes)
  dissect(datagram)
  if let data = try? ChannelData(datagram) {
    precondition(data.payload.upperBound + data.trailing == datagram.count)
    let again = ChannelData.message(data.number, datagram[data.payload])
    precondition(again.map { $0[...] } == datagram.dropLast(data.trailing))
  }
  guard let message = try? STUNMessage(datagram) else { return }
  precondition(STUNMessage.isLikely(datagram, in: datagram.indices))
  precondition(STUNType(rawValue: message.type.rawValue) == message.type)
  precondition(message.attributes.allSatisfy { $0.value.upperBound <= datagram.count })
  // A key that the fuzzer does not have; the fingerprint it can find.
  precondition(message.checkIntegrity(key) != .valid && message.checkIntegritySHA256(key) != .valid)
  _ = message.checkFingerprint()
  _ = message.unknownAttributes()
  if message.malformed == nil { rewrite(message) }
}

private func dissect(_ datagram: [UInt8]) {
  guard let packet = IPPacket.udp(from: relay, to: relay, datagram) else { return }
  let found = Packet(packet)
  precondition((try? CraftedPacket(found).build().bytes) == packet.bytes)
  precondition(!found.summary.isEmpty && !found.show().isEmpty && !found.hexMap.isEmpty)
}

private let relay = Endpoint(.v4(IPv4Address(bits: 0xc633_6401)), 3478)
private let key = STUNKey.shortTerm(password: "unknown to whoever sends")

/// The attributes that machines act on, written from what was read, read the same.
private func rewrite(_ message: STUNMessage) {
  var writer = STUNWriter(message.type, message.transaction)
  message[.username].map { writer.add(.username, $0) }
  message[.nonce].map { writer.add(.nonce, $0) }
  message[.xorMappedAddress].map { writer.add(.xorMappedAddress, $0) }
  for peer in message.all(.xorPeerAddress) { writer.add(.xorPeerAddress, peer) }
  message[.errorCode].map { writer.add(.errorCode, $0) }
  message[.icmp].map { writer.add(.icmp, $0) }
  message[.unknownAttributes].map { writer.add(.unknownAttributes, $0) }
  message[.passwordAlgorithms].map { writer.add(.passwordAlgorithms, $0) }
  guard let bytes = try? writer.finish(integrity: key, sha256: key, fingerprint: true),
    let again = try? STUNMessage(bytes)
  else { preconditionFailure("what was read cannot be written") }
  precondition(again.checkIntegrity(key) == .valid && again.checkIntegritySHA256(key) == .valid)
  precondition(again.checkFingerprint() == .valid && again.malformed == nil)
  precondition(again[.username] == message[.username] && again[.nonce] == message[.nonce])
  precondition(again[.xorMappedAddress] == message[.xorMappedAddress])
  precondition(again.all(.xorPeerAddress) == message.all(.xorPeerAddress))
  precondition(again[.errorCode] == message[.errorCode] && again[.icmp] == message[.icmp])
  precondition(again[.unknownAttributes] == message[.unknownAttributes])
  precondition(again[.passwordAlgorithms] == message[.passwordAlgorithms])
}
