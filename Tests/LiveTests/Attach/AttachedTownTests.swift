import Glibc
import Testing

@testable import Live

/// The shell over real processes in network namespaces.
@Suite(.serialized, .enabled(if: AttachedTown.missing == nil, "\(AttachedTown.missing ?? "")"))
struct AttachedTownTests {
  /// The seed's scenario, line by line as the simulated lab runs it.
  @Test func `the first scenario runs over live nodes`() throws {
    let town = try AttachedTown()
    let scenario = AttachedTown.root + "/scripts/scenarios/create-flow-from-icmp-error.fzs"
    let ran = town.run("test", "--live", "--nodes", town.sockets, scenario)
    #expect(ran.status == 0, "\(ran.output)")
    #expect(ran.output.contains("1 passed"), "\(ran.output)")
  }

  @Test func `an access that is revoked behind the client's back is seen from all sides, and heals`() throws {
    let town = try AttachedTown()
    let ran = town.attach(
      """
      flag client icmp_error_unreachable_prohibited_create_new_flow on
      ping 172.20.0.100 as first
      check first.succeeded
      ping 172:20::100
      revoke "MyCorp Network" for client on gateway
      expect event authorization.removed where resource == "MyCorp Network"
      beliefs "MyCorp Network"
      expect failure(EHOSTUNREACH) { ping 172.20.0.100 }
      expect event authorization.added where resource == "MyCorp Network" within 5s
      let refused = (events where kind == "filtered" | last 1)
      why p1
      events where kind == "icmp.prohibited" | select node, kind
      ping 172.20.0.100 as second
      check second.succeeded
      beliefs "MyCorp Network"
      diagram
      expect no event authorization.removed for 300ms
      """)
    #expect(ran.status == 0, "\(ran.output)")
    for words in [
      "desync: heals with the next packet, by ICMP prohibited", "create_flow", "reject_access", "agree, until",
      "icmp.prohibited",
    ] {
      #expect(ran.output.contains(words), "\(words) is missing in\n\(ran.output)")
    }
  }

  @Test func `what the kernel's own ping does is told, and a kill of a node is survived`() throws {
    let town = try AttachedTown()
    let ran = town.shell(
      """
      set -e
      fzsh() { "$PROGRAM" attach "$SOCKETS" "$@"; }
      fzsh -c 'run 1s; events where kind == "tun.out" and node == "client" | select tap, dst' >"$FOLDER/seen" &
      sleep 0.3
      ip netns exec "$FZSH_TOWN-client" ping -n -c 1 -W 5 172.20.0.100 >/dev/null
      wait $!
      grep -q 'client.tun *172.20.0.100' "$FOLDER/seen"
      kill -9 "$(cat "$FOLDER/gateway.pid")"
      sleep 0.5
      fzsh -c nodes >"$FOLDER/nodes"
      ! grep -q gateway "$FOLDER/nodes"
      fzsh -c 'ping 172.20.0.100 as gone; check not gone.succeeded'
      """)
    #expect(ran.status == 0, "\(ran.output)")
  }
}

/// Live nodes for one test; `Tests/Interop/live-town.sh` brings them up.
final class AttachedTown {
  static let missing = Streets.missing ?? (program == nil ? "the program was not built beside these tests" : nil)
  static let root = String(#filePath.dropLast("/Tests/LiveTests/Attach/AttachedTownTests.swift".utf8.count))

  /// The test bundle lies in the build folder, and the program beside it.
  static let program: String? = {
    guard let line = CommandLine.arguments.first(where: { $0.contains(".xctest") }) else { return nil }
    let folder = line.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
    let path = folder.joined(separator: "/") + "/fzsh"
    return access(path, X_OK) == 0 ? path : nil
  }()

  private let folder: Folder

  init() throws { folder = try Folder() }

  var sockets: String { folder.path + "/run" }

  private func inTown(_ words: [String]) -> Command {
    let script = Self.root + "/Tests/Interop/live-town.sh"
    return Command.run(["bash", script, Self.program ?? "", folder.path] + words)
  }

  func run(_ arguments: String...) -> Command { inTown([Self.program ?? ""] + arguments) }

  /// Runs lines of the language over all nodes.
  func attach(_ lines: String) -> Command {
    let path = folder.path + "/test.fzs"
    guard let file = fopen(path, "w") else { return Command(status: -1, output: "cannot write \(path)") }
    fputs(lines, file)
    fclose(file)
    return run("attach", sockets, path)
  }

  /// Runs lines of the shell, which knows PROGRAM, SOCKETS, FOLDER and FZSH_TOWN.
  func shell(_ lines: String) -> Command {
    inTown([
      "env", "PROGRAM=\(Self.program ?? "")", "SOCKETS=\(sockets)", "FOLDER=\(folder.path)", "bash", "-c", lines,
    ])
  }
}
