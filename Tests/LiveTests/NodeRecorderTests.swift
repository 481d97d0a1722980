import Access
import Base
import Cipher
import Glibc
import Lab
import Testing
import WireGuard

@testable import Live

/// A node's recording as a file, and what befalls it.
@Suite struct NodeRecorderTests {
  private static var birth: BundleBirth {
    let local = LocalNode(
      keys: StaticKeys(PrivateKey(raw: Bytes32())), sockets: [], wall: WallClock(epoch: UnixTime(seconds: 1)),
      chance: Chance(seed: 1))
    return BundleBirth(.client, name: "n", program: "p", local, flags: FeatureFlags(), addresses: [])
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let descriptor = try Descriptor(open(path, O_RDONLY), of: .recording(path))
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor.number, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  private static func calls(in path: String) throws -> Int {
    guard case .recording(let recording) = try Bundle.read(bytes(of: path)).contents else { return -1 }
    return recording.calls.count
  }

  @Test func `it is its owner's alone, and takes no other file's place`() throws {
    let folder = try Folder()
    let path = "\(folder.path)/a.fzb"
    let file = try RecordingFile(creating: path, limit: 1 << 20)
    #expect(file.append([1]) == nil)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(throws: SystemError(.recording(path), code: EEXIST)) { try RecordingFile(creating: path, limit: 1 << 20) }
    #expect("\(SystemError(.recording(path), code: EEXIST))".contains("name another"))
  }

  @Test func `a node that did not begin leaves no file`() throws {
    let folder = try Folder()
    for _ in 0..<2 { _ = try RecordingFile(creating: "\(folder.path)/a.fzb", limit: 1 << 20) }
    #expect(access("\(folder.path)/a.fzb", F_OK) != 0)
  }

  @Test func `what waits is in the file soon, whatever becomes of the node`() throws {
    let folder = try Folder()
    let path = "\(folder.path)/a.fzb"
    let recorder = NodeRecorder(try RecordingFile(creating: path, limit: 1 << 20), Self.birth, at: .zero)
    #expect(recorder.settle(at: .zero) == nil)
    recorder.note(.start, at: .zero, nextPacket: 1)
    let due = try #require(recorder.due)
    #expect(recorder.settle(at: .zero) == nil)
    #expect(try Self.calls(in: path) == 0)
    #expect(recorder.settle(at: due) == nil)
    #expect(try Self.calls(in: path) == 1)
    #expect(recorder.due == nil)
    // As after kill -9: nobody has said that it is over.
    #expect(try Bundle.read(Self.bytes(of: path)).end == nil)
    recorder.finish("the node ended", at: due)
    #expect(try Bundle.read(Self.bytes(of: path)).end?.reason == "the node ended")
  }

  @Test func `a full disk ends the recording once, and nothing else`() throws {
    let full = try Descriptor(open("/dev/full", O_WRONLY), of: .recording("x"))
    let recorder = NodeRecorder(RecordingFile("x", owning: full, limit: 1 << 20), Self.birth, at: .zero)
    #expect(
      recorder.settle(at: .zero) == RecordingEnd(path: "x", length: 0, reason: "No space left on device"))
    for _ in 0..<1000 { recorder.note(.wake, at: .zero, nextPacket: 1) }
    #expect(recorder.due == nil && recorder.settle(at: .distantFuture) == nil)
    #expect(recorder.finish("over", at: .zero) == nil)
  }

  @Test func `at its limit it ends in order`() throws {
    let folder = try Folder()
    let path = "\(folder.path)/a.fzb"
    let recorder = NodeRecorder(try RecordingFile(creating: path, limit: 64 << 10), Self.birth, at: .zero)
    var end: RecordingEnd?
    for second in 1...200 where end == nil {
      let now = Instant.zero + .seconds(second)
      recorder.note(.portal(.text(String(repeating: "x", count: 1000))), at: now, nextPacket: 1)
      end = recorder.settle(at: now + .seconds(1))
    }
    #expect(end?.reason == "the limit of 65536 bytes is reached")
    let bundle = try Bundle.read(Self.bytes(of: path))
    #expect(bundle.end?.reason == end?.reason && bundle.length == end?.length)
    #expect((60 << 10...70 << 10).contains(bundle.length))
  }
}
