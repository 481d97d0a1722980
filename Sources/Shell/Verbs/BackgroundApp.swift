import Base
import HostStack
import Lab
import Script

/// An application that goes on while the script does: `curl … in background as d`.
final class BackgroundApp: HostValue {
  /// `in background`, of the verbs that run an application.
  static let parameter = Parameter.introduced(
    "in", "background", .literal("background"), summary: "go on at once; `wait` waits for its end")

  /// The command as it was written.
  let text: String
  let id: AppID
  let request: AppRequest
  let node: String
  let opened: Instant
  /// The world that it runs in: another one has other applications.
  let world: Int
  /// When it has lost its patience at the latest.
  let end: Instant

  init(
    text: String, id: AppID, request: AppRequest, node: String, opened: Instant, world: Int, end: Instant
  ) {
    (self.text, self.id, self.request, self.node) = (text, id, request, node)
    (self.opened, self.world, self.end) = (opened, world, end)
  }

  var typeName: String { "application" }
  var description: String { "`\(text)` on \(node)" }
  /// What it is itself, how far a download is, and what is known when it has ended.
  var memberNames: [String] { ["done", "received"] + AppValue.memberNames }
  func member(_ name: String) -> Value? { nil }
  func equals(_ other: any HostValue) -> Bool {
    guard let other = other as? BackgroundApp else { return false }
    return (id, node, world) == (other.id, other.node, other.world)
  }
}

extension Session {
  /// `d.done`, `d.received`, and the parts of its result, which are absent until it has ended.
  func member(_ name: String, of app: BackgroundApp) -> Value? {
    let result = result(of: app)
    switch name {
    case "done": return .bool(!isRunning(app))
    case "received": return result.map { AppValue($0).member("length") ?? .none } ?? received(by: app)
    default: return result.map { AppValue($0).member(name) } ?? (AppValue.memberNames.contains(name) ? Value.none : nil)
    }
  }

  /// Numbers are given again where time went back: the same number at another time is another application.
  func isRunning(_ app: BackgroundApp) -> Bool { part("since", of: app) == .fact(.instant(app.opened)) }

  /// Bytes of a body so far.
  private func received(by app: BackgroundApp) -> Value {
    guard isRunning(app), let state = part("received", of: app) else { return .none }
    return Value(state, named: "received")
  }

  private func part(_ name: String, of app: BackgroundApp) -> State? {
    guard app.world == stage.world else { return nil }
    return try? stage.lab.answer(.state([app.node, "applications", "\(app.id.number)", name]))
  }
}
