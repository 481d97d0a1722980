import ArgumentParser
import Glibc
import Lab
import Live
import Report
import Shell

/// `fzsh attach`.
struct AttachOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh attach", abstract: "The shell over live nodes.",
    discussion: """
      What is named is a node's control socket, a folder of them, or a script; without sockets all nodes of this user in \
      /run/fzsh (root) or $XDG_RUNTIME_DIR/fzsh. Nodes that begin in a folder while it is attached are attached, too. \
      Without a script and -c it is the prompt. Time is real, and counts from the beginning of the node that began \
      first. What only a simulated lab can do is an error.
      """,
    version: Version.text)

  @OptionGroup var shell: ShellOptions

  @Argument(help: ArgumentHelp("Control sockets, folders of them, and scripts.", valueName: "path"))
  var paths: [String] = []
}

/// Control sockets by what the command line names.
enum LiveNodes {
  /// - Parameter named: sockets and folders; none for the usual folder.
  static func sockets(_ named: [String]) throws(Complaint) -> [String] {
    var sockets: [String] = []
    for path in named {
      guard isFolder(path) else {
        sockets.append(path)
        continue
      }
      let found = RunFolder.sockets(in: path)
      guard !found.isEmpty else { throw Complaint(.environment, "no node has a control socket in \(path)") }
      sockets += found
    }
    return named.isEmpty ? try usual() : sockets
  }

  private static func usual() throws(Complaint) -> [String] {
    guard let folder = RunFolder.usual(runtime: environment("XDG_RUNTIME_DIR")) else {
      throw Complaint(.environment, "XDG_RUNTIME_DIR is not set: name the nodes' sockets, or their folder")
    }
    let found = RunFolder.sockets(in: folder)
    guard !found.isEmpty else {
      throw Complaint(
        .environment, "no node of yours is there: \(folder) has no control sockets (`fzsh node …` makes them)")
    }
    return found
  }

  static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }
  static func isScript(_ path: String) -> Bool { kind(path) == S_IFREG }

  private static func kind(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Nodes that are gone have left their sockets: where a folder was named, they are passed over.
  static func attached(_ named: [String]) throws(Complaint) -> AttachedLab {
    let sockets = try sockets(named)
    let usual = named.isEmpty ? RunFolder.usual(runtime: environment("XDG_RUNTIME_DIR")).map { [$0] } : nil
    let folders = usual ?? named.filter(isFolder)
    do throws(AttachProblem) {
      return try AttachedLab(sockets, in: folders, passingOver: { !named.contains($0) })
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }
}

extension AttachedLab {
  /// There is one world of real nodes: a session that begins anew goes on in it.
  var maker: LabMaker { { _, _ throws(LabError) in self } }
}

extension Program {
  func attach(_ options: AttachOptions) throws(Complaint) -> ExitStatus {
    let files = options.paths.filter { LiveNodes.isScript($0) }
    guard files.isEmpty || options.shell.commands.isEmpty else {
      throw Complaint(.badCommandLine, "give either scripts or -c, not both (see `fzsh attach --help`)")
    }
    var run = try options.shell.run(files)
    run.live = true
    run.nodes = options.paths.filter { !LiveNodes.isScript($0) }
    return try self.run(.run(run))
  }
}
