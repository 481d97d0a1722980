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
      is told on standard output, an event a line. Ends with 0 when it is told to stop (SIGTERM, SIGINT). On SIGHUP it \
      reads the lab file again and follows what has changed; a file with mistakes changes nothing. Devices, tokens, \
      authorizations and what operators change are kept in an SQLite database and outlast it, also when it is killed; \
      `fzsh node audit` shows who was authorized when. Identities and keys follow from a secret that is kept there \
      too, or from FZSH_PORTAL_SECRET (64 hexadecimal digits).
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

  @Option(
    help: ArgumentHelp(
      "Where it keeps what outlasts it: portal-LAB.sqlite in ~/.local/state/fzsh, or `none` for its memory alone.",
      valueName: "file"))
  var state: String?

  @Flag(help: "Events as JSON objects, one a line.")
  var json = false

  @OptionGroup var control: ControlOptions
  @OptionGroup var recording: RecordingOptions

  @OptionGroup var pace: PaceOptions
}

extension Program {
  func portal(_ options: PortalOptions) throws(Complaint) -> ExitStatus {
    let settings = try options.settings
    let topology = try Topology(named: options.lab, .none)
    let portal = try livePortal(topology, options)
    if let folder = options.tokens { try PortalTokens.write(portal.tokens, to: folder) }
    let post = try options.control.post(named: topology.portal.name)
    defer { post?.close() }
    let server = try serve(portal, settings, name: topology.portal.name, options, post?.desk.journal)
    do throws(SystemError) {
      let reload = { @Sendable in PortalReload.follow(options, server) }
      try EndSignals.watch(hangup: reload) { server.stop() }
    } catch {
      throw Complaint(.environment, "\(error)")
    }
    try post?.serve(.portal, portal.clock) { [weak server] in server?.ask($0) }
    output.write("portal: \(topology.name) at port \(server.port)\n")
    output.flush()
    server.run()
    return .passed
  }

  private func livePortal(_ topology: Topology, _ options: PortalOptions) throws(Complaint) -> LivePortal {
    let pace = try options.pace.value
    let (state, secret) = try PortalState.open(options.state, lab: topology.name)
    do throws(LivePortalProblem) {
      return try LivePortal(
        topology, secret: secret, clock: LiveClock(pace), state: state, renewsTokens: options.tokens != nil)
    } catch {
      switch error {
      case .lab(let error): throw Complaint(.badScript, "lab `\(options.lab)`: \(error.object): \(error.reason)")
      case .state(let problem): throw Complaint(.environment, problem.description)
      }
    }
  }

  private func serve(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, _ options: PortalOptions,
    _ control: ControlJournal?
  ) throws(Complaint) -> PortalServer {
    let (output, lines, json) = (output, EventLines(), options.json)
    let recording = try options.recording.file().map { (file: $0, program: Version.text) }
    do throws(WebSocketProblem) {
      return try PortalServer(
        portal, settings, name: name, control: control, recording: recording, news: PortalReload.tell
      ) { record in
        var text = Text()
        if json { text.add(trace: record) } else { text.add(lines.line(record) + "\n") }
        output.write(text.string)
        output.flush()
      }
    } catch {
      throw Complaint(.environment, error.description)
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
