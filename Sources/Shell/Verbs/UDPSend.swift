import Base
import HostStack
import Lab
import Script

enum UDPSend: Verb {
  static let signature = VerbSignature(
    "udp", summary: "Send a UDP datagram through the tunnel and wait for what comes back.",
    page: """
      The socket is connected, as `nc -u` makes it: of ICMP errors it hears the fatal ones. The result has `reply`, \
      `succeeded`, `errno`, `time`.
      """,
    forms: [
      Form(
        Parameter("host", .word), Parameter("port", .count),
        Parameter("data", .expression, summary: "text or x\"…\""),
        .introduced("from", "client", .object("client")))
    ],
    options: VerbSignature.wayOptions,
    examples: [Example("udp 172.20.0.100 7 \"hello\"", "a datagram to a resource")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let destination = try call.destination("host", from: client)
    return try call.run(.udp(destination, port: try call.port("port"), try call.bytes("data")), on: client)
  }
}

extension Call {
  func bytes(_ parameter: String) throws(ScriptFailure) -> [UInt8] {
    guard let expression = command[parameter]?.expression else { return [] }
    if case .bytes(let bytes) = try evaluator.value(of: expression) { return bytes }
    return Array(try evaluator.text(of: expression).utf8)
  }
}
