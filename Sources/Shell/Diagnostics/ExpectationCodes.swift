import Script

/// FZ05xx and FZ06xx: expectations, invariants, files.
extension DiagnosticCode {
  package static let notMet = DiagnosticCode(
    "FZ0502", "what was expected did not happen",
    explanation: """
      An expectation looks at everything since the last action or `mark`, then runs the world on until its \
      bound (5 s of virtual time unless `within D` says otherwise). The report names the candidate that came \
      closest and the field in which it differs.
      """,
    example:
      "expect event icmp.prohibited within 1s   first: let something happen that leads to it; `why` and `doctor` tell what stands in the way"
  )
  package static let happened = DiagnosticCode(
    "FZ0503", "what was not expected happened",
    explanation: "`expect no … for D` runs the world for D; the event that broke it is shown.",
    example:
      "ping 172.20.0.100; expect no create_flow from client to portal for 3s   write: ping 172.20.0.100; mark; expect no create_flow from client to portal for 3s"
  )
  package static let succeeded = DiagnosticCode(
    "FZ0504", "a success where a failure was expected",
    explanation: """
      In `expect failure { … }` an application's action must fail: ping, curl, tcp or udp. Errors of the \
      script itself do not count.
      """,
    example:
      "expect failure { curl http://172.20.0.100/ }   write: expect failure { curl http://172.20.0.100:81/ }")
  package static let otherErrno = DiagnosticCode(
    "FZ0505", "the application failed with another error",
    explanation: """
      `expect failure(ERRNO)` names what the system call must say. An ICMP error \
      "administratively prohibited" is EHOSTUNREACH for IPv4 and EACCES for IPv6.
      """,
    example:
      "expect failure(EACCES) { tcp 10.9.9.9 80 }   write: expect failure(ENETUNREACH) { tcp 10.9.9.9 80 }")
  package static let unknownErrno = DiagnosticCode(
    "FZ0506", "no error has this name",
    explanation: "The names of Linux that applications in the lab can get.",
    example:
      "expect failure(EHOSTUNREACHABLE) { tcp 10.9.9.9 80 }   write: expect failure(ENETUNREACH) { tcp 10.9.9.9 80 }")
  package static let outOfOrder = DiagnosticCode(
    "FZ0507", "it happened, but not in this order",
    explanation: """
      In `in-order { … }` each expectation looks only at what happened after the one before it was met.
      """,
    example:
      "send icmp(dst=172.20.0.100); in-order { expect create_flow from client to portal; expect event intent }   write: send icmp(dst=172.20.0.100); any-order { expect create_flow from client to portal; expect event intent }"
  )
  package static let noAlternative = DiagnosticCode(
    "FZ0508", "none of the alternatives holds",
    explanation: "In `either { … } or { … }` all expectations of at least one block must be met.",
    example:
      "either { expect event drop } or { expect event filtered }   first: send udp(dst=8.8.8.8) from client")
  package static let violated = DiagnosticCode(
    "FZ0509", "an invariant was violated",
    explanation: """
      What must hold in every lab and at every moment did not: this is a bug of the product, and the event \
      at which it was seen is named.
      """,
    example: "require invariants")
  package static let suspendedInside = DiagnosticCode(
    "FZ0510", "a breakpoint stopped the action",
    explanation: """
      `expect failure { … }` needs the result of its action, and a breakpoint suspended it. Delete the \
      breakpoint, or write the action without `expect failure` and check its result after `continue`.
      """, example: "break intent; expect failure { ping 172.20.0.100 }   first: delete break 1")
  package static let unreadable = DiagnosticCode(
    "FZ0601", "a file cannot be read",
    explanation: "The message has the system's reason.",
    example: "use \"missing.fzs\"   see: the message, which has the system's reason")
  package static let unwritable = DiagnosticCode(
    "FZ0602", "a file cannot be written",
    explanation: "The message has the system's reason. A file is written whole or not at all.",
    example: "write trace /nowhere/trace.ndjson")
  package static let damagedCapture = DiagnosticCode(
    "FZ0603", "a capture that cannot be read, or not to its end",
    explanation: """
      `read` takes pcap and pcapng. The message names the block (or packet) and the byte of the file where it is wrong; \
      every packet before that has been read. A file that is compressed must be unpacked first; one that is still being \
      written ends within a block.
      """,
    example: "read run.pcapng.gz      write: gunzip run.pcapng.gz, then read run.pcapng")
  package static let linkTypesDiffer = DiagnosticCode(
    "FZ0604", "packets of several link types for one pcap file",
    explanation: """
      A pcap file says once, in its header, with what every packet in it begins: an Ethernet header, an IP header. pcapng \
      says so for each interface.
      """,
    example: "… | write pcap all.pcap     write: … | write pcapng all.pcapng")

  static let ofExpectations: [DiagnosticCode] = [
    .notMet, .happened, .succeeded, .otherErrno, .unknownErrno, .outOfOrder, .noAlternative, .violated,
    .suspendedInside, .unreadable, .unwritable, .damagedCapture, .linkTypesDiffer,
  ]
}
