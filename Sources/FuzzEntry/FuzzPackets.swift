import Base
import Wire

/// Reads `bytes` as an IP packet from the internet; what is read must agree with itself.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzPackets(_ bytes: UnsafeRawBufferPointer) {
  dissect([UInt8](bytes))
  guard let packet = try? IPPacket([UInt8](bytes)) else { return }
  switch packet.transport {
  case .udp(let header): precondition(header.payload.upperBound <= packet.bytes.count)
  case .tcp(let header): precondition(header.payload.upperBound <= packet.bytes.count)
  case .icmp(let header): precondition(header.payload.upperBound == packet.bytes.count)
  case .other: break
  }
  _ = packet.checksumsAreValid
  _ = packet.reportedError
  answerWithError(packet)
}

/// Whatever the bytes are, the layers that are found in them build the same bytes again, and can be shown.
private func dissect(_ bytes: [UInt8]) {
  let packet = Packet(dissecting: bytes)
  precondition((try? CraftedPacket(packet).build().bytes) == bytes)
  precondition(!packet.summary.isEmpty || bytes.isEmpty)
}

/// An ICMP error about any packet that may be reported is valid and, with ports in its quote, names both ends.
private func answerWithError(_ packet: IPPacket) {
  guard packet.mayNotBeReported == nil,
    let answer = IPPacket.error(.prohibited(packet.family), about: packet)
  else { return }
  precondition(answer.checksumsAreValid)
  guard packet.proto == .udp || packet.proto == .tcp, packet.transportOffset + 4 <= QuoteLimit.v6 else { return }
  guard let (error, quoted) = answer.reportedError else { preconditionFailure("the error does not read back") }
  precondition(error.isProhibited(packet.family))
  precondition(quoted.source == packet.source && quoted.destination == packet.destination)
}
