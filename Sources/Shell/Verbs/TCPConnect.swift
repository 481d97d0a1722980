import Base
import HostStack
import Lab
import Script

enum TCPConnect: Verb {
  static let signature = VerbSignature(
    "tcp", summary: "Open a TCP connection through the tunnel and close it again.",
    page: "Prints what `nc -vz` would print. The result has `succeeded`, `errno`, `time`, `exit`.",
    forms: [
      Form(
        Parameter("host", .word), Parameter("port", .count), .introduced("from", "client", .object("client")),
        BackgroundApp.parameter)
    ],
    options: VerbSignature.wayOptions,
    examples: [Example("tcp 172.20.0.100 80", "knock at a port of a resource")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let client = try call.node("client", .client)
    let destination = try call.destination("host", from: client)
    return try call.run(.connect(destination, port: try call.port("port")), on: client)
  }
}

extension Call {
  func port(_ parameter: String) throws(ScriptFailure) -> UInt16 {
    let number = try integer(parameter) ?? 0
    guard let port = UInt16(exactly: number), port > 0 else {
      throw fail(.badApplication, "\(number) is not a port", at: range(of: parameter), label: "1-65535")
    }
    return port
  }
}
