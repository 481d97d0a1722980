import ArgumentParser
import Glibc

/// What the command line asks for.
enum Invocation {
  case run(RunOptions)
  case check(CheckOptions)
  case explore(ExploreOptions)
  case test(TestOptions)
  case format(FormatOptions)
  case generate(GenerateOptions)
  case portal(PortalOptions)
  case audit(AuditOptions)
  case relay(RelayOptions)
  case client(ClientOptions)
  case gateway(GatewayOptions)
  case attach(AttachOptions)
  case replay(ReplayOptions)
  case bundle(BundleOptions)
  /// `--help`, `--version`: words for standard output.
  case words(String)

  /// - Parameter arguments: without the program's name.
  init(_ arguments: [String]) throws(Complaint) {
    switch arguments.first {
    case "check"?:
      self = try Self.parse(CheckOptions.self, Array(arguments.dropFirst())) { .check($0) }
    case "fmt"?:
      self = try Self.parse(FormatOptions.self, Array(arguments.dropFirst())) { .format($0) }
    case "generate"?:
      self = try Self.parse(GenerateOptions.self, Array(arguments.dropFirst())) { .generate($0) }
    case "explore"?:
      self = try Self.parse(ExploreOptions.self, Array(arguments.dropFirst())) { .explore($0) }
    case "test"?:
      self = try Self.parse(TestOptions.self, Array(arguments.dropFirst())) { .test($0) }
    case "attach"?:
      self = try Self.parse(AttachOptions.self, Array(arguments.dropFirst())) { .attach($0) }
    case "replay"?:
      self = try Self.parse(ReplayOptions.self, Array(arguments.dropFirst())) { .replay($0) }
    case "bundle"?:
      self = try Self.parse(BundleOptions.self, Array(arguments.dropFirst())) { .bundle($0) }
    case "node"?:
      self = try Self.node(Array(arguments.dropFirst()))
    case "help"?:
      self = try Self.help(Array(arguments.dropFirst()))
    // Looked for by that name; a script that has it is run as ever.
    case "record"? where access("record", F_OK) != 0:
      throw Complaint(.badCommandLine, "`fzsh record`: nodes record themselves: fzsh node ROLE --record FILE")
    default:
      self = try Self.parse(RunOptions.self, arguments) { .run($0) }
    }
  }

  private static let roles = "portal, relay, gateway, client, audit"

  /// What `fzsh node` is, without a role.
  private static var nodeWords: String {
    let commands: [any ParsableCommand.Type] = [
      PortalOptions.self, RelayOptions.self, GatewayOptions.self, ClientOptions.self, AuditOptions.self,
    ]
    return "One machine of a lab on real sockets. Each role has options of its own: fzsh node ROLE --help\n\n"
      + commands.map { command in
        let name = command.configuration.commandName ?? ""
        return "  \(name)\(String(repeating: " ", count: max(1, 20 - name.count)))\(command.configuration.abstract)\n"
      }.joined()
  }

  private static func node(_ arguments: [String]) throws(Complaint) -> Invocation {
    switch arguments.first {
    case "portal"?: try parse(PortalOptions.self, Array(arguments.dropFirst())) { .portal($0) }
    case "audit"?: try parse(AuditOptions.self, Array(arguments.dropFirst())) { .audit($0) }
    case "relay"?: try parse(RelayOptions.self, Array(arguments.dropFirst())) { .relay($0) }
    case "client"?: try parse(ClientOptions.self, Array(arguments.dropFirst())) { .client($0) }
    case "gateway"?: try parse(GatewayOptions.self, Array(arguments.dropFirst())) { .gateway($0) }
    case "--help"?, "-h"?: .words(nodeWords)
    case let word?: throw Complaint(.badCommandLine, "`fzsh node \(word)`: there are \(roles)")
    case nil: throw Complaint(.badCommandLine, "`fzsh node` needs a role: \(roles)")
    }
  }

  /// `fzsh help COMMAND` is what `fzsh COMMAND --help` is; any other word is looked up as at the prompt.
  private static func help(_ words: [String]) throws(Complaint) -> Invocation {
    let commands = ["check", "fmt", "generate", "explore", "test", "attach", "replay", "bundle", "node", "record"]
    guard let first = words.first else { return try Invocation(["--help"]) }
    guard commands.contains(first) else { return try Invocation(["-c", "help \(words.joined(separator: " "))"]) }
    return try Invocation(words + ["--help"])
  }

  private static func parse<Options: ParsableCommand>(
    _ type: Options.Type, _ arguments: [String], _ wrap: (Options) -> Invocation
  ) throws(Complaint) -> Invocation {
    do {
      // `parseAsRoot` and not `parse`: only it answers --help and --version.
      guard let options = try type.parseAsRoot(arguments) as? Options else { return .words(type.helpMessage()) }
      return wrap(options)
    } catch {
      // The library ends with 64 for what is 1 here, and prints the usage with every mistake.
      guard type.exitCode(for: error) != .success else { return .words(type.fullMessage(for: error) + "\n") }
      let command = type.configuration.commandName ?? "fzsh"
      throw Complaint(.badCommandLine, "\(type.message(for: error)) (see `\(command) --help`)")
    }
  }
}
