import Access
import ArgumentParser
import Base
import Glibc
import Lab
import Live
import Portal
import Traversal

/// `fzsh node relay`.
struct RelayOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh node relay", abstract: "Carry datagrams for those who cannot reach each other (TURN over UDP).",
    discussion: """
      Without a token it serves whoever has credentials made with the secret in FIREZONE_RELAY_SECRET, and no portal \
      knows of it. \(NodeOptions.tokens)
      """)

  @OptionGroup var node: NodeOptions

  @Option(name: .customLong("ipv4"), help: ArgumentHelp("Its public address: PUBLIC_IP4_ADDR.", valueName: "address"))
  var v4: String?

  @Option(name: .customLong("ipv6"), help: ArgumentHelp("Its public address: PUBLIC_IP6_ADDR.", valueName: "address"))
  var v6: String?

  @Option(help: ArgumentHelp("Where it listens: LISTEN_PORT, or 3478.", valueName: "port"))
  var port: UInt16?

  @Option(help: ArgumentHelp("The first port that it lends: LOWEST_PORT, or 49152.", valueName: "port"))
  var lowest: UInt16?

  @Option(help: ArgumentHelp("The last port that it lends: HIGHEST_PORT, or 65535.", valueName: "port"))
  var highest: UInt16?

  @Flag(help: "Lend to peers in private networks, too: the relay of a closed network.")
  var privatePeers = false

  @OptionGroup var recording: RecordingOptions
}

extension Program {
  func relay(_ options: RelayOptions) throws(Complaint) -> ExitStatus {
    let policy = try options.policy
    let token = try NodeSecrets.token()
    let login = try token.map { (token) throws(Complaint) in try options.login(token: token, policy) }
    let account = try options.node.account
    let pace = try options.node.pace.value
    let ending = NodeEnding("relay", options.node.portal)
    let post = try options.node.control.post(named: options.node.ownName ?? "relay")
    defer { post?.close() }
    let caretaker = try options.node.caretaker(of: post)
    let name = post?.node ?? options.node.ownName ?? "relay"
    let journal = journal(name, options.node, post?.desk.journal, AccessRelay.contents)
    let recording = try options.recording.file()
    do {
      let bell = try Bell()
      ending.stop = { bell.ring() }
      // Before the portal's thread begins: it must not be the one that a signal reaches.
      try EndSignals.watch { bell.ring() }
      let portal = try login.map { try PortalDialer($0) }
      var settings = RelaySettings(policy, secret: try Self.secret(of: token))
      (settings.name, settings.program, settings.pace) = (name, Version.text, pace)
      let relay = try LiveRelay(settings, portal: portal, bell: bell, desk: post?.desk, recording: recording) {
        event, now in
        journal.write(event, at: now)
        ending.notice(event)
      }
      try account?.become()
      try post?.serve(.relay, relay.clock, policy.listeners.map(\.address))
      try relay.run()
      caretaker?.finish(isInOrder: true)
    } catch let complaint as Complaint {
      throw complaint
    } catch {
      throw Complaint(.environment, "\(error)")
    }
    if let refusal = ending.refusal { throw refusal }
    return .passed
  }

  /// Known to the portal alone, and only as long as the process lives; to others, where no portal is.
  private static func secret(of token: String?) throws -> StampSecret {
    let given = NodeSecrets.take("FIREZONE_RELAY_SECRET")
    if token == nil, let given { return StampSecret(given) }
    guard token != nil else {
      throw Complaint(.environment, "there is neither a token (FIREZONE_TOKEN) nor a secret (FIREZONE_RELAY_SECRET)")
    }
    var chance = try Chance.drawnFromKernel()
    return StampSecret(drawnFrom: &chance)
  }
}

extension RelayOptions {
  fileprivate var policy: RelayPolicy {
    get throws(Complaint) {
      let v4 = try address(v4, "PUBLIC_IP4_ADDR") { IPv4Address($0) }
      let v6 = try address(v6, "PUBLIC_IP6_ADDR") { IPv6Address($0) }
      guard v4 != nil || v6 != nil else {
        throw Complaint(.badCommandLine, "a relay needs an address that it is reached at: --ipv4, --ipv6 or both")
      }
      var policy = RelayPolicy([PublicAddresses(v4: v4, v6: v6)])
      policy.listenPort = try number(port, "LISTEN_PORT") ?? policy.listenPort
      let lowest = try number(lowest, "LOWEST_PORT") ?? policy.ports.lowerBound
      let highest = try number(highest, "HIGHEST_PORT") ?? policy.ports.upperBound
      guard lowest <= highest, lowest > 0 else {
        throw Complaint(.badCommandLine, "there are no ports from \(lowest) to \(highest)")
      }
      policy.ports = lowest...highest
      if privatePeers { policy.peers = PeerFilter(denying: PeerFilter.special) }
      return policy
    }
  }

  private func address<Address>(
    _ option: String?, _ variable: String, _ read: (String) -> Address?
  ) throws(Complaint) -> Address? {
    guard let text = option ?? environment(variable) else { return nil }
    guard let address = read(text) else { throw Complaint(.badCommandLine, "\(text) is no address for \(variable)") }
    return address
  }

  private func number(_ option: UInt16?, _ variable: String) throws(Complaint) -> UInt16? {
    if let option { return option }
    guard let text = environment(variable) else { return nil }
    guard let number = UInt16(text) else { throw Complaint(.badCommandLine, "\(variable)=\(text) is no port") }
    return number
  }

  fileprivate func login(token: String, _ policy: RelayPolicy) throws(Complaint) -> PortalLogin {
    try node.login(.relay, "relay", token: token) {
      $0.ipv4 = policy.addresses[0].v4
      $0.ipv6 = policy.addresses[0].v6
      $0.port = policy.listenPort
    }
  }
}
