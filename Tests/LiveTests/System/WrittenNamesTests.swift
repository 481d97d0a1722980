import Access
import Base
import Glibc
import Testing

@testable import Live

/// resolv.conf(5) in the hands of a client.
@Suite struct WrittenNamesTests {
  private let path: String

  init() throws {
    var template = Array("/tmp/fzsh-names-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    path = folder + "/resolv.conf"
  }

  private var copy: String { path + WrittenNames.suffix }

  private func write(_ text: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    _ = text.withCString { Glibc.write(file, $0, strlen($0)) }
    close(file)
  }

  private func text(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    return String(decoding: bytes[..<fread(&bytes, 1, 4096, file)], as: UTF8.self)
  }

  private static let sentinel = IPAddress("100.100.111.1")

  private func configuration(_ sentinels: Int = 1, domain: String? = "httpbin.search.test") throws -> TunConfiguration {
    let sentinel = try #require(Self.sentinel)
    return TunConfiguration(
      addresses: [],
      sentinels: (0..<sentinels).map { _ in .init(address: sentinel, upstream: Endpoint(sentinel, 53)) },
      searchDomain: domain)
  }

  private static let before = "# of the house\nsearch lan\nnameserver 192.0.2.53\noptions ndots:2 edns0\n"

  @Test func `sentinels stand in the place of name servers, the account's domain first, and options stay`() throws {
    write(Self.before)
    let names = try WrittenNames(path: path)
    try names.use(configuration())
    let lines = try #require(text(path)).split(separator: "\n")
    #expect(lines.first?.hasPrefix(WrittenNames.mark) == true)
    #expect(
      lines.dropFirst() == ["search httpbin.search.test lan", "nameserver 100.100.111.1", "options ndots:2 edns0"])
    #expect(names.servers.map(\.description) == ["192.0.2.53:53"])
    #expect(text(copy) == Self.before)
  }

  @Test func `no more name servers than readers look at`() throws {
    write(Self.before)
    try WrittenNames(path: path).use(configuration(5))
    #expect(text(path)?.split(separator: "\n").count { $0.hasPrefix("nameserver") } == 3)
  }

  @Test func `at the end all is as it was`() throws {
    write(Self.before)
    let names = try WrittenNames(path: path)
    #expect(!WrittenNames.stand(at: path))
    try names.use(configuration())
    #expect(WrittenNames.stand(at: path))
    names.restore()
    #expect(text(path) == Self.before && !WrittenNames.stand(at: path))
    #expect(text(copy) == nil)
  }

  @Test func `without sentinels there is nothing to change`() throws {
    write(Self.before)
    let names = try WrittenNames(path: path)
    try names.use(configuration())
    try names.use(configuration(0))
    #expect(text(path) == Self.before)
  }

  @Test func `what a node that was killed left behind is put right by the next one`() throws {
    write(Self.before)
    try WrittenNames(path: path).use(configuration())
    let next = try WrittenNames(path: path)
    #expect(next.servers.map(\.description) == ["192.0.2.53:53"])
    #expect(text(copy) == Self.before)
    next.restore()
    #expect(text(path) == Self.before)
  }

  @Test func `what somebody else writes counts from then on, in the same file or another of its name`() throws {
    write(Self.before)
    let names = try WrittenNames(path: path)
    try names.use(configuration())
    #expect(try !names.look())
    write("nameserver 198.51.100.53\n")
    #expect(try names.look())
    #expect(names.servers.map(\.description) == ["198.51.100.53:53"])
    #expect(text(path)?.contains("nameserver 100.100.111.1\n") == true)
    unlink(path)
    write("nameserver 203.0.113.53\n")
    #expect(try names.look())
    #expect(try !names.look())
    names.restore()
    #expect(text(path) == "nameserver 203.0.113.53\n")
  }

  @Test func `a file that cannot be written is one clear error`() {
    #expect {
      _ = try WrittenNames(path: "/tmp")
    } throws: {
      "\($0)" == "cannot change /tmp: Is a directory"
    }
  }

  @Test func `systemd-resolved is told of the device by its own program`() throws {
    let (log, program) = (path + ".said", path + ".program")
    write("#!/bin/sh\necho \"$@\" >>\(log)\n")
    rename(path, program)
    chmod(program, 0o755)
    let names = ResolvedNames(interface: "tun-7", file: path, program: program)
    try names.use(configuration())
    #expect(text(log) == "dns tun-7 100.100.111.1\ndomain tun-7 ~. httpbin.search.test\nflush-caches\n")
    try names.use(configuration(0))
    #expect(text(log)?.hasSuffix("revert tun-7\n") == true)
    write("nameserver 192.0.2.53\nnameserver 100.100.111.1\n")
    try names.use(configuration())
    #expect(names.look())
    #expect(names.servers.map(\.description) == ["192.0.2.53:53"])
  }

  @Test func `a program that is not there, or refuses, is an error`() throws {
    let names = ResolvedNames(interface: "tun-7", file: path, program: "fzsh-no-such-program")
    #expect(throws: SystemError.self) { try names.use(configuration()) }
    #expect(throws: SystemError.self) { try SystemProgram.run(["false"]) }
  }
}
