import Base
import HostStack
import Script

/// How an application's action ended, for `as r`: `r.status`, `r.errno`, `r.rtt` …
final class AppValue: HostValue {
  let result: AppResult

  init(_ result: AppResult) { self.result = result }

  var typeName: String { "result" }
  var description: String { result.lines.joined(separator: "\n") }
  static let memberNames = [
    "succeeded", "errno", "exit", "time", "rtt", "status", "body", "length", "reply", "output", "packet",
  ]
  var memberNames: [String] { Self.memberNames }

  /// What an outcome does not have is absent, and no error: `r.errno == none` after a success.
  func member(_ name: String) -> Value? {
    switch name {
    case "succeeded": .bool(result.succeeded)
    case "errno": errno.map(Value.string) ?? Value.none
    case "exit": .integer(Int64(result.exitStatus))
    case "time": .duration(result.duration)
    case "output": .string(description)
    case "rtt", "status", "body", "length", "reply", "packet": outcome(name)
    default: nil
    }
  }

  private func outcome(_ name: String) -> Value {
    switch (result.outcome, name) {
    case (.echoed(let reply), "rtt"): .duration(reply.roundTrip)
    case (.response(let response), "status"): .integer(Int64(response.status))
    case (.response(let response), "length"): .integer(Int64(response.length))
    case (.response(let response), "body"): .string(String(decoding: response.beginning, as: UTF8.self))
    case (.datagram(let bytes), "reply"): .bytes(bytes)
    case (.failed(let failure), "packet"): failure.packet.map { Value(.packet($0)) } ?? .none
    default: .none
    }
  }

  var errno: String? {
    if case .failed(let failure) = result.outcome { failure.errno?.name } else { nil }
  }

  func equals(_ other: any HostValue) -> Bool { (other as? AppValue)?.result == result }
}

extension AppFailure {
  /// The packet that ended the application.
  var packet: PacketID? {
    switch cause {
    case .reported(_, _, let packet), .reset(let packet): packet
    default: nil
    }
  }
}
