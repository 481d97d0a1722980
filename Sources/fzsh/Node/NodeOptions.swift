import Access
import ArgumentParser
import Base
import Glibc
import Lab
import Live
import Portal
import Report

/// What clients, gateways and relays are told alike. Whatever is not given is taken from the environment.
struct NodeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where the portal is: FIREZONE_API_URL.", valueName: "url"))
  var api: String?

  @Option(help: ArgumentHelp("The name that the portal knows it by: FIREZONE_NAME, or the host's.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("A PEM file with an authority that the portal's certificate may have.", valueName: "file"))
  var authority: String?

  @Option(
    help: ArgumentHelp(
      "Whom it becomes when its devices are open, keeping nothing but CAP_NET_ADMIN.", valueName: "user"))
  var user: String?

  @Flag(help: "Tell what becomes of every packet.")
  var packets = false

  @Flag(help: "Events as JSON objects, one a line.")
  var json = false

  @OptionGroup var control: ControlOptions

  @OptionGroup var pace: PaceOptions
}

/// What clients and gateways are told alike.
struct AccessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What it is the same device by at every start: FIREZONE_ID, else a file's.", valueName: "id"))
  var id: String?

  @Option(help: ArgumentHelp("The tunnel device's name.", valueName: "name"))
  var interface = "tun-firezone"

  @Option(help: ArgumentHelp("The UDP port that is asked for first.", valueName: "port"))
  var port = LocalNode.preferredPort

  @OptionGroup var recording: RecordingOptions
}

extension NodeOptions {
  static let tokens = """
    The token stands in FIREZONE_TOKEN, or in the file of FIREZONE_TOKEN_PATH, which nobody else may read. What happens \
    is told on standard output, an event a line. Ends with 0 when it is told to stop (SIGTERM, SIGINT), with 3 where \
    the portal refuses it for good or the system refuses what it needs.
    """

  /// As somebody named it.
  var ownName: String? { name ?? environment("FIREZONE_NAME") }

  /// The original's, where nobody says another.
  private static let usualAPI = "wss://api.firezone.dev"

  /// Where its portal is.
  var portal: String { api ?? environment("FIREZONE_API_URL") ?? Self.usualAPI }

  /// - Throws: for an address that is none, and a file of authorities without any.
  func login(
    _ role: LoginRequest.Role, _ component: String, token: String, _ change: (inout LoginURL.Fields) -> Void
  ) throws(Complaint) -> PortalLogin {
    var fields = LoginURL.Fields()
    fields.name = ownName ?? Self.hostName
    change(&fields)
    var login = PortalLogin(
      base: portal, role: role, token: token, fields: fields,
      userAgent: "Linux/\(Self.kernel) \(component)/\(Self.modelled) (\(Self.machine))")
    guard login.isUsable else {
      throw Complaint(
        .badCommandLine,
        "`\(portal)` is no portal's address: it is ws://HOST:PORT or wss://HOST (--api, FIREZONE_API_URL)")
    }
    login.authorities = try authorities
    return login
  }

  private var authorities: String? {
    get throws(Complaint) {
      guard let authority else { return nil }
      guard try ScriptFile(path: authority).text.contains("-----BEGIN CERTIFICATE-----") else {
        throw Complaint(.environment, "--authority \(authority): there is no certificate in it, as PEM files have them")
      }
      return authority
    }
  }

  var account: Account? {
    get throws(Complaint) {
      guard let user else { return nil }
      guard let account = Account(named: user) else { throw Complaint(.badCommandLine, "--user \(user): no such user") }
      return account
    }
  }

  /// Who takes away what a node that has become another user may not; nil where it stays what it is.
  func caretaker(of post: ControlPost?, _ names: NameControl = .none) throws(Complaint) -> Caretaker? {
    guard user != nil else { return nil }
    do throws(SystemError) {
      return try Caretaker(certain: [post?.path].compactMap(\.self), inOrder: names.copies)
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }

  /// The version of the original whose behaviour this is: portals keep away what is too old.
  private static let modelled = "1.5.0"

  private static var system: utsname {
    var name = utsname()
    uname(&name)
    return name
  }

  private static func text<Value>(_ value: Value) -> String {
    withUnsafeBytes(of: value) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static var hostName: String { text(system.nodename) }
  private static var kernel: String { text(system.release) }
  private static var machine: String { text(system.machine) }
}

extension AccessOptions {
  var settings: NodeSettings {
    var settings = NodeSettings()
    settings.interface = interface
    settings.port = port
    settings.flags = FeatureFlags { environment($0) }
    return settings
  }
}
