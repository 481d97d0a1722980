import ArgumentParser
import FoundationEssentials

/// A command of the program as its own parser knows it: manual and completions are made of the same table that reads the
/// command line.
struct CommandInfo: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      /// `--seed`, `-c`
      var written: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let abstract: String?
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool

    var isPositional: Bool { kind == "positional" }
    var takesValue: Bool { kind == "option" }
    var written: [String] { (names ?? []).map(\.written) }
    var meaning: String { abstract ?? "" }
    /// What can stand there and is known; of labs the one that is built in.
    var fixed: [String] { valueName == "lab" ? ["mycorp"] : values }
    /// Files can stand there.
    var isFile: Bool { ["file", "path", "folder", "lab"].contains(valueName ?? "") }
    var values: [String] { allValues ?? [] }
  }

  let commandName: String
  let abstract: String?
  let discussion: String?
  private(set) var arguments: [Argument]?
  /// Words behind the first one: `portal` of `fzsh node portal`.
  private(set) var roles: [String]?

  /// `check` of `fzsh check`; empty for the program itself.
  var word: String { commandName.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
  /// All behind the program's name.
  var title: String { String(commandName.dropFirst("fzsh".count).drop { $0 == " " }) }
  var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }
  var options: [Argument] { shown.filter { !$0.isPositional } }
  var positionals: [Argument] { shown.filter(\.isPositional) }

  /// The program itself, then the commands that a word leads to.
  static func all() throws(Complaint) -> [CommandInfo] {
    let commands: [any ParsableCommand.Type] = [
      RunOptions.self, CheckOptions.self, FormatOptions.self, TestOptions.self, ExploreOptions.self, PortalOptions.self,
      RelayOptions.self, GatewayOptions.self, ClientOptions.self, AuditOptions.self,
      AttachOptions.self, ReplayOptions.self, BundleOptions.self, GenerateOptions.self,
    ]
    var infos: [CommandInfo] = []
    for command in commands { infos.append(try CommandInfo(of: command)) }
    return infos
  }

  /// For completions, which look at the first word alone: commands that share it are one.
  static func words() throws(Complaint) -> [CommandInfo] {
    var words: [CommandInfo] = []
    for command in try all() {
      let role = command.commandName.split(separator: " ").dropFirst(2).map(String.init)
      if let place = words.firstIndex(where: { $0.word == command.word }) {
        let known = words[place].shown.flatMap(\.written)
        words[place].arguments = words[place].shown + command.options.filter { !known.contains($0.written.first ?? "") }
        words[place].roles = (words[place].roles ?? []) + role
      } else {
        words.append(command)
        words[words.count - 1].roles = role
      }
    }
    return words
  }

  private init(of command: any ParsableCommand.Type) throws(Complaint) {
    struct Tool: Decodable { let command: CommandInfo }
    do { self = try JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)).command } catch {
      throw Complaint(.internalError, "the command line of \(command) does not describe itself")
    }
  }
}
