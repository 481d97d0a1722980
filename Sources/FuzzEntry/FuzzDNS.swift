import Wire

/// Reads `bytes` as a DNS message and as a stream of them; what is read can be written, in every way, and said in words.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzDNS(_ bytes: UnsafeRawBufferPointer) {
  let bytes = [UInt8](bytes)
  cutStream(bytes)
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

/// Where segments end makes no difference.
private func cutStream(_ bytes: [UInt8]) {
  var (whole, slow) = (DNSStream(), DNSStream())
  let messages = whole.receive(bytes)
  precondition(bytes.flatMap { slow.receive([$0]) } == messages)
  precondition(whole.isBetweenMessages == slow.isBetweenMessages)
}
