import Base
import Wire

/// Reads `bytes` as a DNS message and as a stream of them; what is read can be written, in every way, and said in words.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzDNS(_ bytes: UnsafeRawBufferPointer) {
  let bytes = [UInt8](bytes)
  cutStream(bytes)
  dissect(bytes)
  guard let message = try? DNSMessage(bytes) else { return }
  for compression in [NameCompression.none, .owners, .standard] {
    // Without compression a message may be longer than there can be.
    guard let written = try? message.encoded(compression) else { continue }
    precondition((try? DNSMessage(written)) == message)
  }
  for record in message.answers + message.authorities + message.additionals {
    precondition(!record.description.isEmpty)
    precondition((try? DomainName(record.name.description))?.wire == record.name.wire)
  }
}

/// As a layer over UDP and over TCP: the bytes come back.
private func dissect(_ message: [UInt8]) {
  let (here, there) = (Endpoint(.v4(IPv4Address(bits: 1)), 53), Endpoint(.v4(IPv4Address(bits: 2)), 40000))
  let length = [UInt8(truncatingIfNeeded: message.count >> 8), UInt8(truncatingIfNeeded: message.count)]
  let segment = TCPSegment(sequence: 1, flags: .ack, payload: length + message + message)
  for packet in [IPPacket.udp(from: here, to: there, message), IPPacket.tcp(from: here, to: there, segment)] {
    guard let packet else { continue }
    let found = Packet(packet)
    precondition((try? CraftedPacket(found).build().bytes) == packet.bytes)
    precondition(!found.summary.isEmpty && !found.show().isEmpty)
  }
}

/// Where segments end makes no difference.
private func cutStream(_ bytes: [UInt8]) {
  var (whole, slow) = (DNSStream(), DNSStream())
  let messages = whole.receive(bytes)
  precondition(bytes.flatMap { slow.receive([$0]) } == messages)
  precondition(whole.isBetweenMessages == slow.isBetweenMessages)
}
