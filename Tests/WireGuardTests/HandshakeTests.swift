import Base
import Cipher
import Testing

@testable import WireGuard

/// Byte for byte against handshakes that others calculated.
@Suite struct HandshakeTests {
  static func privateKey(_ bytes: [UInt8]) throws -> PrivateKey { PrivateKey(raw: try #require(Bytes32(bytes))) }

  private func peerings() throws -> (initiator: Peering, responder: Peering) {
    let initiator = StaticKeys(try Self.privateKey(KnownHandshake.initiatorStatic))
    let responder = StaticKeys(try Self.privateKey(KnownHandshake.responderStatic))
    let psk = PresharedKey(raw: try #require(Bytes32(KnownHandshake.psk)))
    return (
      Peering(local: initiator, remote: responder.publicKey, presharedKey: psk),
      Peering(local: responder, remote: initiator.publicKey, presharedKey: psk)
    )
  }

  @Test func `public keys follow from private ones`() throws {
    let (initiator, responder) = try peerings()
    #expect(initiator.local.publicKey.raw.bytes == KnownHandshake.initiatorPublic)
    #expect(responder.local.publicKey.raw.bytes == KnownHandshake.responderPublic)
  }

  @Test func `the initiation is the known one, byte for byte`() throws {
    let (peering, _) = try peerings()
    var (_, message) = try InitiatorHandshake.begin(
      peering, local: KnownHandshake.initiatorIndex,
      ephemeral: try Self.privateKey(KnownHandshake.initiatorEphemeral),
      timestamp: try #require(TAI64N(KnownHandshake.timestamp)))
    var cookies = CookieHolder()
    cookies.stamp(&message, for: peering.remoteMACs, at: .zero)
    #expect(message.bytes == KnownHandshake.initiation)
  }

  @Test func `the response and the transport keys are the known ones`() throws {
    let (_, peering) = try peerings()
    guard case .initiation(let initiation) = try Message(KnownHandshake.initiation) else { return #expect(Bool(false)) }
    let identified = try IdentifiedInitiation(initiation, to: peering.local)
    #expect(identified.peer == peering.remote)
    let handshake = try ResponderHandshake(identified, peering)
    #expect(handshake.timestamp.bytes == KnownHandshake.timestamp)
    var (keys, response) = try handshake.respond(
      peering, local: KnownHandshake.responderIndex,
      ephemeral: try Self.privateKey(KnownHandshake.responderEphemeral))
    var cookies = CookieHolder()
    cookies.stamp(&response, for: peering.remoteMACs, at: .zero)
    #expect(response.bytes == KnownHandshake.response)
    #expect(keys.receive.bytes == KnownHandshake.toResponder)
    #expect(keys.send.bytes == KnownHandshake.toInitiator)
    var session = Session(keys, at: .zero)
    #expect(session.seal([], padding: .to16) == KnownHandshake.keepaliveToInitiator)
  }

  @Test func `the initiator ends with the same keys, and its messages are the known ones`() throws {
    let (peering, _) = try peerings()
    let (handshake, _) = try InitiatorHandshake.begin(
      peering, local: KnownHandshake.initiatorIndex,
      ephemeral: try Self.privateKey(KnownHandshake.initiatorEphemeral),
      timestamp: try #require(TAI64N(KnownHandshake.timestamp)))
    guard case .response(let response) = try Message(KnownHandshake.response) else { return #expect(Bool(false)) }
    let keys = try handshake.finish(response, peering)
    #expect(keys.send.bytes == KnownHandshake.toResponder)
    #expect(keys.receive.bytes == KnownHandshake.toInitiator)
    var session = Session(keys, at: .zero)
    #expect(session.seal([], padding: .to16) == KnownHandshake.keepaliveToResponder)
    #expect(session.seal(KnownHandshake.packet, padding: .to16) == KnownHandshake.paddedPacket)
  }

  @Test func `the cookie reply is the known one and gives the known mac2`() throws {
    let (initiator, responder) = try peerings()
    guard case .initiation(var initiation) = try Message(KnownHandshake.initiation) else {
      return #expect(Bool(false))
    }
    let cookie = try #require(Bytes16(KnownHandshake.cookie))
    let reply = try #require(
      CookieReply(
        sealing: cookie, to: initiation, nonce: KnownHandshake.cookieNonce,
        by: responder.local.macs))
    #expect(reply.bytes == KnownHandshake.cookieReply)
    var cookies = CookieHolder()
    cookies.stamp(&initiation, for: initiator.remoteMACs, at: .zero)
    try cookies.accept(reply, from: initiator.remoteMACs, at: .zero)
    cookies.stamp(&initiation, for: initiator.remoteMACs, at: .zero)
    #expect(initiation.bytes == KnownHandshake.initiationWithMAC2)
  }

  @Test func `what wireguard-go said to itself is understood from both ends`() throws {
    let initiator = StaticKeys(try Self.privateKey(CapturedHandshake.initiatorStatic))
    let responder = StaticKeys(try Self.privateKey(CapturedHandshake.responderStatic))
    let psk = PresharedKey(raw: try #require(Bytes32(CapturedHandshake.psk)))
    let peering = Peering(local: initiator, remote: responder.publicKey, presharedKey: psk)
    var (handshake, message) = try InitiatorHandshake.begin(
      peering, local: CapturedHandshake.initiatorIndex,
      ephemeral: try Self.privateKey(CapturedHandshake.initiatorEphemeral),
      timestamp: try #require(TAI64N(CapturedHandshake.timestamp)))
    var cookies = CookieHolder()
    cookies.stamp(&message, for: peering.remoteMACs, at: .zero)
    #expect(message.bytes == CapturedHandshake.initiation)
    guard case .response(let response) = try Message(CapturedHandshake.response) else { return #expect(Bool(false)) }
    #expect(initiator.macs.accept(response))
    let keys = try handshake.finish(response, peering)
    var session = Session(keys, at: .zero)
    for (sealed, packet) in [
      (CapturedHandshake.toInitiator0, CapturedHandshake.toInitiator0Packet),
      (CapturedHandshake.toInitiator1, CapturedHandshake.toInitiator1Packet),
    ] {
      guard case .transportData(let data) = try Message(sealed) else { return #expect(Bool(false)) }
      #expect(try session.open(data, at: .zero) == packet)
    }
    let inner = Array(CapturedHandshake.toResponder0Packet.prefix(84))
    #expect(session.seal(inner, padding: .to16) == CapturedHandshake.toResponder0)
    let other = SessionKeys(
      role: .responder, local: keys.remote, remote: keys.local, send: keys.receive, receive: keys.send)
    var opposite = Session(other, at: .zero)
    guard case .transportData(let data) = try Message(CapturedHandshake.toResponder1) else {
      return #expect(Bool(false))
    }
    #expect(try opposite.open(data, at: .zero) == CapturedHandshake.toResponder1Packet)
  }

  @Test func `TAI64N counts from 2^62 and ten seconds`() throws {
    let time = UnixTime(seconds: 0x65e5_a800) + .nanoseconds(0x1234_5600)
    #expect(TAI64N(time).bytes == KnownHandshake.timestamp)
    #expect(try #require(TAI64N(KnownHandshake.timestamp)) == TAI64N(time))
    #expect(TAI64N(UnixTime(nanoseconds: -1)).nanoseconds == 999_999_999)
    #expect(TAI64N(UnixTime(nanoseconds: -1)) < TAI64N(UnixTime(nanoseconds: 0)))
    #expect(TAI64N(UnixTime(nanoseconds: -1)).successor == TAI64N(UnixTime(nanoseconds: 0)))
  }
}
