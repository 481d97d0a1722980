import ArgumentParser
import Base
import Glibc
import Lab
import Live
import Report

/// `fzsh node portal`.
struct PortalOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh node portal",
    abstract: "Serve the portal of a lab over WebSocket.",
    discussion: """
      Clients, gateways and relays connect to /client/websocket, /gateway/websocket and /relay/websocket; /healthz \
      answers while it serves. A client or gateway whose external id is a name of the lab is that node. What happens \
      is told on standard output, an event a line. Ends with 0 when it is told to stop (SIGTERM, SIGINT). With the \
      same FZSH_PORTAL_SECRET (64 hexadecimal digits) tokens stay good over a restart; without it every start makes \
      its own. Authorizations are not kept over a restart yet: clients ask for new ones.
      """)

  @Option(help: ArgumentHelp("Whose directory it serves: mycorp, or a lab file.", valueName: "lab"))
  var lab = "mycorp"

  @Option(help: ArgumentHelp("An address to listen at; without one all of this machine.", valueName: "address"))
  var listen: String?

  @Option(help: ArgumentHelp("The port; 0 for one that the system chooses.", valueName: "port"))
  var port: UInt16 = 8081

  @Option(help: ArgumentHelp("A PEM file: serve wss:// with this certificate.", valueName: "file"))
  var certificate: String?

  @Option(help: ArgumentHelp("A PEM file: the certificate's key.", valueName: "file"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "Where the tokens of clients, sites and relays are written, a file each, for the owner alone.",
      valueName: "folder"))
  var tokens: String?

  @Flag(help: "Events as JSON objects, one a line.")
  var json = false

  @OptionGroup var control: ControlOptions
}

private let secretName = "FZSH_PORTAL_SECRET"

extension Program {
  func portal(_ options: PortalOptions) throws(Complaint) -> ExitStatus {
    let topology = try Topology(named: options.lab, .none)
    let portal = try livePortal(topology, options)
    if let folder = options.tokens { try write(portal.tokens, to: folder) }
    let post = try options.control.post(named: topology.portal.name)
    defer { post?.close() }
    let server = try serve(portal, try options.settings, name: topology.portal.name, options, post?.desk.journal)
    do throws(SystemError) { try EndSignals.watch { server.stop() } } catch {
      throw Complaint(.environment, "\(error)")
    }
    try post?.serve(.portal, portal.clock) { [weak server] in server?.ask($0) }
    output.write("portal: \(topology.name) at port \(server.port)\n")
    output.flush()
    server.run()
    return .passed
  }

  private func livePortal(_ topology: Topology, _ options: PortalOptions) throws(Complaint) -> LivePortal {
    do {
      return try LivePortal(topology, secret: try portalSecret(), clock: LiveClock())
    } catch let complaint as Complaint {
      throw complaint
    } catch let error as TopologyError {
      throw Complaint(.badScript, "lab `\(options.lab)`: \(error.object): \(error.reason)")
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }

  /// Taken out of the environment, where every child would find it.
  private func portalSecret() throws -> [UInt8] {
    guard let text = environment(secretName) else {
      var chance = try Chance.drawnFromKernel()
      return chance.bytes(32)
    }
    unsetenv(secretName)
    guard let secret = Hex.bytes(text), secret.count == 32 else {
      throw Complaint(.badCommandLine, "\(secretName) is not 64 hexadecimal digits")
    }
    return secret
  }

  private func serve(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, _ options: PortalOptions,
    _ control: ControlJournal?
  ) throws(Complaint) -> PortalServer {
    let (output, lines, json) = (output, EventLines(), options.json)
    do throws(WebSocketProblem) {
      return try PortalServer(portal, settings, name: name, control: control) { record in
        var text = Text()
        if json { text.add(trace: record) } else { text.add(lines.line(record) + "\n") }
        output.write(text.string)
        output.flush()
      }
    } catch {
      throw Complaint(.environment, error.description)
    }
  }

  private func write(_ tokens: [LivePortal.Token], to folder: String) throws(Complaint) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw Complaint(.environment, "cannot make \(folder): \(words(forErrno: errno))")
    }
    for token in tokens {
      let path = "\(folder)/\(token.holder.replacing("/", with: "_")).token"
      let file = try NewFile(path: path, mode: 0o600)
      try file.write(Array("\(token.text)\n".utf8))
      try file.finish()
    }
  }
}

extension PortalOptions {
  fileprivate var settings: WebSocketSettings {
    get throws(Complaint) {
      let address = listen.map { IPAddress($0) }
      if let listen, address == .some(nil) { throw Complaint(.badCommandLine, "--listen \(listen): no IP address") }
      var place = WebSocketSettings.Listen(address ?? nil, port: port)
      switch (certificate, key) {
      case (let certificate?, let key?): place.identity = (certificate, key)
      case (nil, nil): break
      default: throw Complaint(.badCommandLine, "--certificate and --key go together")
      }
      return WebSocketSettings(listen: place)
    }
  }
}
