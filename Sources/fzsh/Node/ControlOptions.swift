import ArgumentParser
import Base
import Glibc
import Lab
import Live

/// Where a node listens for the shell.
struct ControlOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The socket, or the folder for it, at which `fzsh attach` reaches the node; none for no socket.",
      valueName: "path"))
  var control: String?
}

extension ControlOptions {
  private static let none = "none"

  /// - Returns: nil where nobody wants one, or the usual folder cannot be had: then it is said, and the node goes on.
  func post(named node: String) throws(Complaint) -> ControlPost? {
    guard control != Self.none else { return nil }
    do throws(SystemError) {
      guard let control else { return try usual(node) }
      var status = stat()
      let isFolder = control.hasSuffix("/") || stat(control, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return try ControlPost(
        node, isFolder ? .open(in: control.withoutSlashes, of: node) : ControlSocket(at: control))
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }

  private func usual(_ node: String) throws(SystemError) -> ControlPost? {
    guard let folder = RunFolder.usual(runtime: environment("XDG_RUNTIME_DIR")) else {
      Self.warn("nobody can attach to it: XDG_RUNTIME_DIR is not set, and there is no --control")
      return nil
    }
    do throws(SystemError) { return try ControlPost(node, .open(in: folder, of: node)) } catch {
      Self.warn("nobody can attach to it: \(error)")
      return nil
    }
  }

  private static func warn(_ words: String) {
    _ = Output.writeAll(Array("warning: \(words)\n".utf8), to: STDERR_FILENO)
  }
}

extension String {
  fileprivate var withoutSlashes: String {
    var text = Substring(self)
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return String(text)
  }
}

/// A node's control socket, from before the node is there until it is gone.
final class ControlPost {
  let node: String
  let path: String
  let desk: ControlDesk
  private var socket: ControlSocket?
  private var server: ControlServer?

  init(_ node: String, _ socket: ControlSocket) throws(SystemError) {
    (self.node, self.socket, path) = (node, socket, socket.path)
    desk = try ControlDesk()
  }

  /// - Parameters:
  ///   - addresses: where others reach it; those of the machine where nobody says.
  ///   - deliver: takes what is asked to the node's own thread.
  func serve(
    _ role: ControlHello.Role, _ clock: LiveClock, _ addresses: [IPAddress] = LocalAddresses.all(),
    deliver: (@Sendable (ControlDesk.Asked) -> Void)? = nil
  ) throws(Complaint) {
    let hello = ControlHello(
      role: role, name: node, began: clock.beginning, epoch: clock.wall.epoch.nanoseconds, addresses: addresses)
    guard let socket else { return }
    // The server's from here on: it goes with it.
    self.socket = nil
    do throws(SystemError) {
      let server = try ControlServer(socket, hello, desk, deliver: deliver)
      try server.start()
      self.server = server
    } catch {
      throw Complaint(.environment, "\(error)")
    }
  }

  func close() { server?.stop() }
}
