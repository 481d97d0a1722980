import Glibc
import Peers
import Testing

/// `fzsh node portal` as a process, in a folder of its own that its restarts share.
final class PortalProcess {
  static let missing: String? =
    path == nil ? "the program was not built beside these tests" : WebSocketPeer.missing

  /// The test bundle lies in the build folder, and the program beside it.
  private static let path: String? = {
    guard let line = CommandLine.arguments.first(where: { $0.contains(".xctest") }) else { return nil }
    let folder = line.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
    let path = folder.joined(separator: "/") + "/fzsh"
    return access(path, X_OK) == 0 ? path : nil
  }()

  let folder: String
  private(set) var port: UInt16 = 0
  private var process: pid_t = 0
  private let extra: [String]
  private let limit: String?

  /// - Parameter limit: of `ulimit`, before it begins.
  init(_ extra: [String] = [], lab: String? = nil, limit: String? = nil) throws {
    var template = Array("/tmp/fzsh-portal.XXXXXX\0".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    self.extra = extra
    self.limit = limit
    if let lab { try write(lab: lab) }
    try start()
  }

  func write(lab: String) throws {
    let file = try #require(fopen(folder + "/lab.yaml", "w"))
    fputs(lab, file)
    fclose(file)
  }

  func start() throws {
    let lab = access(folder + "/lab.yaml", R_OK) == 0 ? ["--lab", folder + "/lab.yaml"] : []
    let words = ["node", "portal", "--listen", "127.0.0.1", "--port", "0"] + lab
    process = try spawn(words + ["--state", folder + "/state", "--tokens", folder + "/tokens"] + extra, "log")
    let line = "at port "
    for _ in 0..<1000 {
      if let at = said.firstRange(of: line) {
        port = try #require(UInt16(said[at.upperBound...].prefix { $0.isNumber }))
        return
      }
      usleep(10_000)
    }
    Issue.record("it does not serve: \(said) \(complaints)")
  }

  private func spawn(_ words: [String], _ output: String) throws -> pid_t {
    let program = try #require(Self.path)
    let shell = limit.map { ["/bin/sh", "-c", "ulimit \($0); exec \"$0\" \"$@\""] } ?? []
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (stream, name) in [(Int32(1), output), (2, "errors")] {
      posix_spawn_file_actions_addopen(&actions, stream, "\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // The threads of tests block signals; a child that inherits that cannot be ended.
    var (attributes, none) = (posix_spawnattr_t(), sigset_t())
    posix_spawnattr_init(&attributes)
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    defer { posix_spawnattr_destroy(&attributes) }
    var argv = (shell + [program] + words).map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    var pid: pid_t = 0
    let started = posix_spawn(&pid, shell.first ?? program, &actions, &attributes, &argv, environ) == 0
    try #require(started)
    return pid
  }

  /// Another command of the program, to its end.
  func run(_ words: [String]) throws -> (status: Int32, output: String) {
    let pid = try spawn(words, "output")
    return (Self.status(of: pid), read("output") + complaints)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// - Returns: its exit status, or 128 and the signal.
  @discardableResult
  func stop(_ number: Int32 = SIGTERM) -> Int32 {
    kill(process, number)
    return Self.status(of: process)
  }

  private static func status(of pid: pid_t) -> Int32 {
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  var said: String { read("log") }
  var complaints: String { read("errors") }

  /// Waits until it has said that.
  func awaitComplaint(_ part: String) -> Bool {
    for _ in 0..<1000 {
      if complaints.contains(part) { return true }
      usleep(10_000)
    }
    return false
  }

  private func read(_ name: String) -> String {
    guard let file = fopen("\(folder)/\(name)", "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  func remove() { Command.run("rm", "-r", folder) }

  // Who connects.

  func client(_ device: String = "client") throws -> Participant {
    try Participant("client", "client", device, "A", port, read("tokens/client.token"))
  }

  func gateway(_ device: String = "gateway", site: String = "mycro-aws-gws") throws -> Participant {
    try Participant("gateway", "gateway", device, "B", port, read("tokens/\(site).token"))
  }

  /// A client or a gateway that has joined.
  struct Participant {
    private let peer: WebSocketPeer
    private let topic: String
    /// Its `init`.
    let greeting: String

    init(_ role: String, _ topic: String, _ device: String, _ letter: String, _ port: UInt16, _ token: String) throws {
      let key = String(repeating: letter, count: 42) + "A="
      let fields = [("token", String(token.prefix { $0 != "\n" })), ("external_id", device), ("name", device)]
      let query = (fields + [("public_key", key)]).map { "\($0.0)=\(PortalServerTests.encoded($0.1))" }
      let component = role == "client" ? "headless-client" : role
      peer = try WebSocketPeer(
        "ws://127.0.0.1:\(port)/\(role)/websocket?\(query.joined(separator: "&"))",
        agent: "Debian/12 \(component)/1.5.4 (x86_64)")
      self.topic = topic
      try #require(peer.hear() == "open")
      peer.say(#"send {"topic":"\#(topic)","event":"phx_join","payload":null,"ref":0}"#)
      try #require(peer.hear()?.contains(#""status":"ok""#) == true)
      greeting = peer.hear() ?? ""
    }

    func say(_ event: String, _ payload: String) {
      peer.say(#"send {"topic":"\#(topic)","event":"\#(event)","payload":\#(payload),"ref":1}"#)
    }

    /// The next text; replies are passed over.
    func hear() -> String {
      while let line = peer.hear() { if !line.contains("phx_reply") { return line } }
      return ""
    }

    func end() { peer.end() }
  }
}

extension String {
  /// The value of a JSON field that is a text.
  func field(_ name: String) -> String? {
    guard let at = firstRange(of: "\"\(name)\":\"") else { return nil }
    return String(self[at.upperBound...].prefix { $0 != "\"" })
  }
}
