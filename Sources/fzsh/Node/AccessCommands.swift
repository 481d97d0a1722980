import Access
import ArgumentParser
import Base
import Glibc
import Lab
import Live
import Portal
import Report

/// `fzsh node client`.
struct ClientOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh node client", abstract: "Connect this machine to the resources that it may reach.",
    discussion: NodeOptions.tokens)

  @OptionGroup var node: NodeOptions
  @OptionGroup var access: AccessOptions

  @Option(
    help: ArgumentHelp(
      "How applications are led to its name servers: \(NameControl.ways). FIREZONE_DNS_CONTROL, or systemd-resolved where that runs.",
      valueName: "way"))
  var dnsControl: String?

  @Flag(help: "Use the Internet resource, if there is one: FIREZONE_ACTIVATE_INTERNET_RESOURCE=true.")
  var activateInternetResource = false
}

/// `fzsh node gateway`.
struct GatewayOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh node gateway", abstract: "Let clients through to the resources of a site.",
    discussion: """
      What goes to resources leaves with the clients' tunnel addresses: let the kernel forward it (net.ipv4.ip_forward, \
      net.ipv6.conf.all.forwarding), and masquerade or route the way back. \(NodeOptions.tokens)
      """)

  @OptionGroup var node: NodeOptions
  @OptionGroup var access: AccessOptions
}

extension NameControl {
  fileprivate static let ways = "systemd-resolved, etc-resolv-conf (put back at the end) or none"
}

extension Program {
  func client(_ options: ClientOptions) throws(Complaint) -> ExitStatus {
    var settings = options.access.settings
    settings.usesInternet =
      options.activateInternetResource || environment("FIREZONE_ACTIVATE_INTERNET_RESOURCE") == "true"
    settings.nameControl = try nameControl(options.dnsControl)
    if options.node.user != nil, settings.nameControl == .systemdResolved {
      throw Complaint(.badCommandLine, "--user: systemd-resolved listens to root; choose another --dns-control")
    }
    return try run(AccessClient.self, .client, "headless-client", options.node, options.access, settings)
  }

  func gateway(_ options: GatewayOptions) throws(Complaint) -> ExitStatus {
    try run(AccessGateway.self, .gateway, "gateway", options.node, options.access, options.access.settings)
  }

  private func nameControl(_ option: String?) throws(Complaint) -> NameControl {
    guard let text = option ?? environment("FIREZONE_DNS_CONTROL") else {
      return access("/run/systemd/resolve", F_OK) == 0 ? .systemdResolved : .none
    }
    // The original's word for `none`.
    guard let control = text == "disabled" ? NameControl.none : NameControl(rawValue: text) else {
      throw Complaint(.badCommandLine, "--dns-control \(text): it is \(NameControl.ways)")
    }
    return control
  }

  private func run<Machine: NodeMachine>(
    _: Machine.Type, _ role: LoginRequest.Role, _ component: String, _ options: NodeOptions, _ access: AccessOptions,
    _ settings: NodeSettings
  ) throws(Complaint) -> ExitStatus {
    let token = try NodeSecrets.requiredToken()
    let account = try options.account
    var id = access.id ?? environment("FIREZONE_ID")
    if id == "" { throw Complaint(.badCommandLine, "--id is empty: without it, it is FIREZONE_ID or drawn") }
    if id == nil { id = try DeviceIdentity.stored(for: role.rawValue) }
    let device = id
    let login = try options.login(role, component, token: token) { $0.deviceID = device }
    let ending = NodeEnding(role.rawValue, options.portal)
    let post = try options.control.post(named: options.ownName ?? id ?? role.rawValue)
    defer { post?.close() }
    // Before the portal's thread begins, as long as there is one thread.
    let caretaker = try options.caretaker(of: post, settings.nameControl)
    let journal = journal(post?.node ?? role.rawValue, options, post?.desk.journal, Machine.contents)
    var settings = settings
    (settings.name, settings.program) = (post?.node ?? options.ownName ?? role.rawValue, Version.text)
    settings.pace = try options.pace.value
    let recording = try access.recording.file()
    do {
      let control = try NodeControl<Machine>(desk: post?.desk)
      ending.stop = { control.stop() }
      // Before the portal's thread begins: it must not be the one that a signal reaches.
      try EndSignals.watch(hangup: { Machine.roams ? control.roam() : control.stop() }, { control.stop() })
      let node = try LiveNode<Machine>(
        settings, portal: try PortalDialer(login), control: control, recording: recording
      ) { event, now in
        journal.write(event, at: now)
        ending.notice(event)
      }
      try account?.become()
      try post?.serve(Machine.role, node.clock)
      try node.run()
      caretaker?.finish(isInOrder: settings.nameControl.isPutBack)
    } catch {
      throw Complaint(.environment, "\(error)")
    }
    if let refusal = ending.refusal { throw refusal }
    return .passed
  }

  func journal(
    _ node: String, _ options: NodeOptions, _ control: ControlJournal? = nil,
    _ contents: @escaping (String, Bool) -> (name: String, fields: [MessageField]) = { _, _ in ("", []) }
  ) -> LiveJournal {
    let (output, lines, json) = (output, EventLines(), options.json)
    return LiveJournal(node: node, everyPacket: options.packets, control: control, contents: contents) { record in
      var text = Text()
      if json { text.add(trace: record) } else { text.add(lines.line(record) + "\n") }
      output.write(text.string)
      output.flush()
    }
  }
}
