import Script

enum Read: Verb {
  static let signature = VerbSignature(
    "read", summary: "The packets of a capture file, pcap or pcapng, as tcpdump and Wireshark write them.",
    page: """
      A row is a packet: patterns and fields of its layers work in `where`, `select`, `count by` and `sort`, and so do \
      `src`, `dst`, `sport`, `dport` (of any family and transport), `protocol` (the innermost layer), `conversation` (the \
      same both ways), `date`, `delta` (since the packet before), `captured` (bytes in the file), `truncated`, `direction`, \
      `comment`, `id`, `link`, `frame` (all bytes, the link's header too) and `packet`. `time` counts from the first packet \
      of the file. `-` is standard input. Packets are read when they are needed, so a file may be larger than memory, and `first 10` reads no further; `sort` and `let` hold all of them, at \
      most 1,000,000. Of a damaged file everything before the damage comes, and then the error says where it is.
      """,
    forms: [Form(Parameter("file", .file))], options: [VerbSignature.formatOption],
    examples: [
      Example("ping 172.20.0.100; write pcapng out/run.pcapng; read out/run.pcapng", "every packet of every tap"),
      Example(
        "ping 172.20.0.100; write pcapng out/run.pcapng; read out/run.pcapng | where icmp | count by ip.dst",
        "how many of a kind, for each destination"),
      Example(
        "ping 172.20.0.100; write pcapng out/run.pcapng; read out/run.pcapng | where icmp | write pcapng out/icmp.pcapng",
        "a part of a file as a file of its own"),
      Example(
        "ping 172.20.0.100; write pcapng out/run.pcapng; read out/run.pcapng | sum length by conversation",
        "packets and bytes of each conversation"),
      Example(
        "ping 172.20.0.100; write pcapng out/run.pcapng; for p in read out/run.pcapng | first 2 { show p }",
        "one after the other"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .rows(try call.session.captureRows(try call.text("file") ?? "", at: call.range(of: "file")))
  }
}
