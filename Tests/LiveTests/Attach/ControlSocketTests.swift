import Base
import Glibc
import Lab
import Testing

@testable import Live

/// Who may reach a node: its user alone.
@Suite struct ControlSocketTests {
  @Test func `a socket is its user's alone, and gone with its node`() throws {
    let folder = try Folder()
    var socket: ControlSocket? = try ControlSocket.open(in: folder.path, of: "client")
    #expect(socket?.path == "\(folder.path)/client.sock")
    #expect(mode(of: "\(folder.path)/client.sock") == S_IFSOCK | 0o600)
    #expect(RunFolder.sockets(in: folder.path) == ["\(folder.path)/client.sock"])
    socket = nil
    #expect(RunFolder.sockets(in: folder.path).isEmpty)
  }

  @Test func `a run folder is made for its user alone`() throws {
    let folder = try Folder()
    let socket = try ControlSocket.open(in: folder.path + "/run", of: "client")
    #expect(mode(of: folder.path + "/run") == S_IFDIR | 0o700)
    withExtendedLifetime(socket) {}
  }

  @Test func `two nodes of one name have two sockets, and what a dead one left is taken`() throws {
    let folder = try Folder()
    let first = try ControlSocket.open(in: folder.path, of: "client")
    let second = try ControlSocket.open(in: folder.path, of: "client")
    #expect(second.path == "\(folder.path)/client-2.sock")
    // As after kill -9: the path is there, and nobody listens.
    let left = try LocalStream.socket()
    var name = try LocalSocketName("\(folder.path)/gateway.sock")
    #expect(name.with { bind(left.number, $0, $1) } == 0)
    #expect(try ControlSocket.open(in: folder.path, of: "gateway").path == "\(folder.path)/gateway.sock")
    withExtendedLifetime(first) {}
  }

  @Test func `where it cannot be the error says what to do`() throws {
    let folder = try Folder()
    let taken = try ControlSocket.open(in: folder.path, of: "client")
    let file = "\(folder.path)/file"
    close(open(file, O_CREAT | O_WRONLY, 0o600))
    func words(_ body: () throws -> ControlSocket) -> String {
      do {
        _ = try body()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(words { try ControlSocket(at: taken.path) }.contains("another node has it"))
    #expect(words { try ControlSocket(at: file) }.contains("a file is in its place"))
    #expect(access(file, F_OK) == 0)
    #expect(words { try ControlSocket(at: "/" + String(repeating: "x", count: 200)) }.contains("at most 107 bytes"))
    #expect(words { try ControlSocket.open(in: file, of: "client") }.contains("Not a directory"))
    chmod(folder.path, 0o777)
    #expect(words { try ControlSocket.open(in: folder.path, of: "client") }.contains("not yours alone"))
  }

  /// Even where permissions were loosened.
  @Test(.enabled(if: geteuid() == 0 && Command.find("python3") != nil, "it takes root to be another user"))
  func `another user is not spoken to`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    chmod(folder.path, 0o755)
    chmod(node.path, 0o666)
    let script = """
      import os, socket, sys
      os.setuid(int(sys.argv[2]))
      s = socket.socket(socket.AF_UNIX)
      s.settimeout(5)
      s.connect(sys.argv[1])
      print(s.recv(5))
      """
    #expect(Command.run("python3", "-c", script, node.path, "0").output == "b'{\"hel'\n")
    #expect(Command.run("python3", "-c", script, node.path, "65534").output == "b''\n")
  }

  private func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : 0
  }
}

/// A folder of a test's own, which goes with it.
final class Folder {
  let path: String

  init() throws {
    var name = Array("/tmp/fzsh-test-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw SystemError(.folder("/tmp")) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Command.run("rm", "-rf", path) }
}
