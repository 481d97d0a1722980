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
      beliefs "MyCorp Network"
      expect event authorization.removed where resource == "MyCorp Network"
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

  @Test func `what crosses a relay is seen there, and leads on`() throws {
    let town = try AttachedTown()
    let ran = town.shell(
      """
      set -e
      for end in 203.0.113.31/32 203:0:113::31/128; do ip -n "$FZSH_TOWN-client" route add blackhole "$end"; done
      for end in 203.0.113.30/32 203:0:113::30/128; do ip -n "$FZSH_TOWN-gateway" route add blackhole "$end"; done
      cat >"$FOLDER/relayed.fzs" <<'END'
      ping 172.20.0.100 as first
      check first.succeeded
      check "relay" in client.connections.gateway.path
      let w = watch wire.sent where node == "relay-1"
      ping 172.20.0.100 as second
      check second.succeeded
      check w.packets.count >= 2
      let crossed = (events where kind == "wire.sent" and node == "relay-1" and packet != none | last 1)
      why crossed[0].packet
      let lent = relay-1.allocations
      check lent.count >= 2
      send ip(src=203.0.113.77, dst=203.0.113.101)/udp(sport=5, dport=3478)/"x" at relay-1.wire
      expect event drop where node == "relay-1" within 2s
      write pcapng relay.pcapng taps relay-1.wire
      END
      cd "$FOLDER"
      "$PROGRAM" attach "$SOCKETS" relayed.fzs
      """)
    #expect(ran.status == 0, "\(ran.output)")
    #expect(ran.output.contains("handed on to"), "\(ran.output)")
  }

  @Test(.enabled(if: access("/usr/bin/tshark", X_OK) == 0, "there is no tshark"))
  func `what a tunnel carried can be read with keys that were asked for, and nobody has others`() throws {
    let town = try AttachedTown()
    let ran = town.shell(
      """
      set -e
      cd "$FOLDER"
      # tshark knows a session by the addresses of its handshake: there is one way.
      for end in 203:0:113::31/128 203:0:113::30/128 203:0:113::101/128 203.0.113.101/32; do
        ip -n "$FZSH_TOWN-client" route add blackhole "$end" 2>/dev/null || true
        ip -n "$FZSH_TOWN-gateway" route add blackhole "$end" 2>/dev/null || true
      done
      "$PROGRAM" attach "$SOCKETS" -c 'ping 172.20.0.100 as r; check r.succeeded; write pcapng open.pcapng keys; write pcapng closed.pcapng; events where kind == "keys.told"' >told
      inside() { tshark -r "$1" -Y 'udp.port == 52625 && icmp' 2>/dev/null | wc -l; }
      grep -c 'keys.told *handshakes=1' told
      test "$(inside open.pcapng)" -ge 2
      test "$(inside closed.pcapng)" = 0
      ! grep -aq PRIVATE_KEY closed.pcapng
      ! grep -q PRIVATE_KEY ./*.log
      # Whoever comes later is told of no session that others saw.
      "$PROGRAM" attach "$SOCKETS" -c 'write pcapng later.pcapng keys' >/dev/null
      ! grep -aq PRIVATE_KEY later.pcapng
      """)
    #expect(ran.status == 0, "\(ran.output)")
  }

  @Test func `what everybody was told is executed again, the portal and the relay among them`() throws {
    let town = try AttachedTown(records: true)
    let ran = town.shell(
      """
      set -e
      cd "$FOLDER"
      "$PROGRAM" attach "$SOCKETS" -c 'ping 172.20.0.100; revoke "MyCorp Network" for client on gateway; \
        policy disable "MyCorp Network"; resource add "Another" 172.20.1.0/24 in "mycro-aws-gws"; run 1s' >/dev/null 2>&1
      for name in client gateway relay-1 portal; do
        kill "$(cat "$name.pid")"
        for _ in $(seq 100); do ! "$PROGRAM" bundle "$name.fzb" | grep -q 'the node ended' || break; sleep 0.1; done
        "$PROGRAM" replay "$name.fzb" -c 'events --all | last 1' >"$name.replayed" 2>&1
        ! grep warning "$name.replayed" || exit 1
        "$PROGRAM" bundle "$name.fzb" --anonymise -o "$name.anonymous"
        ! grep -aqiE 'mycorp|httpbin|mycro|Another' "$name.anonymous" || exit 2
      done
      # The portal told nothing but what its machine tells.
      "$PROGRAM" replay portal.fzb -c 'events --all | select kind | to csv' | sed 1d | tr -d '\r' >kinds
      sed 1d portal.log | awk '{ print $4 }' >told
      diff kinds told
      """)
    #expect(ran.status == 0, "\(ran.output)")
  }

  @Test func `a node that begins while somebody is attached is there at the next command`() throws {
    let town = try AttachedTown()
    let ran = town.shell(
      """
      set -e
      cat >"$FOLDER/late.fzs" <<'END'
      expect event node.started where node == "second" within 10s
      nodes
      END
      "$PROGRAM" attach "$SOCKETS" "$FOLDER/late.fzs" >"$FOLDER/late" &
      sleep 0.5
      FIREZONE_RELAY_SECRET=x "$PROGRAM" node relay --ipv4 127.0.0.1 --port 13478 --name second --control "$SOCKETS/" \
        --record "$FOLDER/second.fzb" >"$FOLDER/second.log" 2>&1 &
      relay=$!
      trap 'kill "$relay" 2>/dev/null || true' EXIT
      wait %1
      grep -q 'second *relay' "$FOLDER/late"
      kill "$relay"
      wait "$relay"
      "$PROGRAM" bundle "$FOLDER/second.fzb" | grep -q 'second, a relay'
      "$PROGRAM" replay "$FOLDER/second.fzb" -c 'show second.portal'
      """)
    #expect(ran.status == 0, "\(ran.output)")
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
  private let records: Bool

  /// - Parameter records: whether everybody is recorded, each into a bundle of his name.
  init(records: Bool = false) throws {
    folder = try Folder()
    self.records = records
  }

  var sockets: String { folder.path + "/run" }

  private func inTown(_ words: [String]) -> Command {
    let script = Self.root + "/Tests/Interop/live-town.sh"
    let environment = ["env"] + (records ? ["FZSH_RECORD=yes"] : [])
    return Command.run(environment + ["bash", script, Self.program ?? "", folder.path] + words)
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
