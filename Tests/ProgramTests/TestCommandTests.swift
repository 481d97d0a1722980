import Glibc
import Testing

extension ProgramTests {
  /// `fzsh test` over scenarios that each test writes for itself.
  @Suite struct TestCommandTests {
    static let passing = "# Passes.\nping 172.20.0.100\ncheck 1 == 1\n"
    static let failing = "# Fails.\nsection \"nothing comes\"\nexpect udp(dport=54) at client.tun within 1s\n"

    @Test func `folders are searched, and the summary counts`() throws {
      let folder = try Folder(["a.fzs": Self.passing, "b/c.fzs": Self.passing, "b/notes.txt": "no script"])
      let ending = try #require(run(["test", folder.path, "--seeds", "2"]))
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.hasPrefix("4 passed, 0 failed (2 scenarios, "))
    }

    @Test(arguments: [
      (failing, 4, "failed: "), ("# Broken.\npign 1\n", 2, "did you mean `ping`?"),
      ("# Has no file.\nread \"/proc/none\"\n", 3, "No such file"),
      ("# Has no end.\nrepeat 900000 { repeat 900000 { check 1 == 1 } }\n", 4, "longer than it may"),
    ])
    func `a scenario that does not pass decides the exit status`(_ text: String, _ status: Int32, _ words: String)
      throws
    {
      let folder = try Folder(["a.fzs": text, "b.fzs": Self.passing])
      let ending = try #require(run(["test", folder.path, "--timeout", "0.5"], folder: folder.path))
      #expect(ending.status == status)
      #expect(ending.output.contains(words))
      #expect(ending.output.contains("1 passed, 1 failed"))
    }

    @Test func `every report names the failure, and a run directory runs it again`() throws {
      let folder = try Folder(["a.fzs": Self.failing])
      let arguments = ["test", "a.fzs", "--seed", "5"] + ["junit", "tap", "json", "html"].flatMap { ["--\($0)", $0] }
      let ending = try #require(run(arguments, folder: folder.path))
      #expect(ending.status == 4)
      for report in ["junit", "tap", "json", "html"] {
        let text = try #require(folder.text(report))
        #expect(text.contains("expected within 1s, and it did not happen"), "\(report)")
      }
      #expect(folder.text("out/a/5/repro.sh")?.contains("exec \"$program\" --seed 5 a.fzs") == true)
      for file in ["trace.ndjson", "run.pcapng", "diagram.md", "state-final.json"] {
        #expect(access("\(folder.path)/out/a/5/\(file)", R_OK) == 0, "\(file)")
      }
    }

    @Test func `shards split a plan without loss, and their reports merge into that of the whole`() throws {
      let folder = try Folder(["a.fzs": Self.passing, "b.fzs": Self.passing])
      let whole = try #require(run(["test", folder.path, "--seeds", "5", "--list"]))
      let parts = try (1...3).map { part in
        let shard = ["test", folder.path, "--seeds", "5", "--shard", "\(part)/3"]
        let ending = try #require(run(shard + ["--json", "\(folder.path)/\(part).json"]))
        #expect(ending.status == 0)
        return try #require(run(shard + ["--list"])).output
      }
      #expect(
        parts.flatMap { $0.split(separator: "\n") }.sorted() == whole.output.split(separator: "\n").map { $0 }.sorted())
      let reports = (1...3).map { "\(folder.path)/\($0).json" }
      let merged = try #require(run(["test", "--merge"] + reports))
      #expect(merged.output.hasPrefix("10 passed, 0 failed (2 scenarios, "))
    }

    @Test func `what failed can be run again by itself`() throws {
      let folder = try Folder(["a.fzs": Self.failing, "b.fzs": Self.passing])
      #expect(run(["test", "a.fzs", "b.fzs", "--json", "r"], folder: folder.path)?.status == 4)
      let again = try #require(run(["test", "a.fzs", "b.fzs", "--rerun", "r"], folder: folder.path))
      #expect(again.output.contains("0 passed, 1 failed (1 scenario, "))
    }

    @Test func `the header's values are run one by one, and one file serves both families`() throws {
      let text =
        "# Both families.\n# Runs with: host = 172.20.0.100, 172:20::100\nping {host} as p\ncheck p.succeeded\n"
      let folder = try Folder(["a.fzs": text])
      let ending = try #require(run(["test", folder.path]))
      #expect(ending.output.hasPrefix("2 passed, 0 failed (1 scenario, "), "\(ending.output)")
      // A plain run takes the first; `--define` another one.
      #expect(run(["\(folder.path)/a.fzs"])?.output.contains("from 172.20.0.100") == true)
      let other = run(["\(folder.path)/a.fzs", "--define", "host=172:20::100"])
      #expect(other?.output.contains("from 172:20::100") == true)
      #expect(run(["check", "\(folder.path)/a.fzs"])?.status == 0)
    }

    @Test func `with its faults a scenario has to fail`() throws {
      let text = "# Says that it fails.\n# Fails with: compat no-client-filters\nping 172.20.0.100\n"
      let folder = try Folder(["a.fzs": text])
      #expect(run(["test", folder.path])?.status == 0)
      let ending = try #require(run(["test", folder.path, "--faults"]))
      #expect(ending.status == 4)
      #expect(ending.output.contains("passes with no-client-filters, and has to fail"))
    }

    @Test func `a second process is to write the same trace`() throws {
      let changing = "# Changes what it reads.\nuse \"b.txt\"\nping 172.20.0.100\nwrite trace \"b.txt\"\n"
      let folder = try Folder(["a.fzs": Self.passing, "b.fzs": changing, "b.txt": "ping 172.20.0.100\n"])
      let same = try #require(run(["test", "a.fzs", "--check-determinism"], folder: folder.path))
      #expect(same.status == 0, "\(same.output)")
      let other = try #require(run(["test", "b.fzs", "--check-determinism"], folder: folder.path))
      #expect(other.status == 6, "\(other.output)")
      #expect(other.output.contains("second run: has ended"))
    }

    @Test func `a file that cannot be read is a failure of its own, and the others run`() throws {
      let folder = try Folder(["a.fzs": Self.passing, "b.fzs": Self.passing])
      system("printf 'ping \\377\\n' > '\(folder.path)/b.fzs'")
      let ending = try #require(run(["test", folder.path, "--junit", "/dev/stderr"]))
      #expect(ending.status == 3 && ending.output.contains("1 passed, 1 failed"), "\(ending.output)")
      #expect(ending.output.contains("cannot read \(folder.path)/b.fzs: is not UTF-8"))
      #expect(ending.errors.contains("<error message=\"cannot read \(folder.path)/b.fzs: is not UTF-8\""))
    }

    @Test func `parts are merged when all are there, and what came out is said in any case`() throws {
      let folder = try Folder(["a.fzs": Self.passing, "b.fzs": Self.passing, "c.fzs": Self.failing])
      for part in 1...3 {
        _ = run(["test", ".", "--shard", "\(part)/3", "--json", "\(part).json"], folder: folder.path)
      }
      let whole = try #require(
        run(["test", "--merge", "1.json", "2.json", "3.json", "--html", "all.html"], folder: folder.path))
      #expect(whole.status == 4 && whole.output.contains("2 passed, 1 failed"), "\(whole.errors)")
      #expect(folder.text("all.html")?.contains("</html>") == true)
      let lacking = try #require(run(["test", "--merge", "1.json", "2.json"], folder: folder.path))
      #expect(lacking.status == 3 && lacking.output.contains("2 passed"))
      #expect(lacking.errors.contains("part 3 of 3 is missing"))
      let twice = try #require(run(["test", "--merge", "1.json", "1.json"], folder: folder.path))
      #expect(twice.status == 3 && twice.errors.contains("stands in two of the reports"))
    }

    @Test func `a scenario that goes back in time has its page, and a full disk hides neither it nor what came out`()
      throws
    {
      let back = "# Goes back.\nsection \"there\"\nrun 5s\nsection \"and back\"\ncheck true\nundo\n"
      let folder = try Folder(["a.fzs": back])
      let ending = try #require(
        run(["test", folder.path, "--junit", "/dev/full", "--html", "\(folder.path)/a.html"]))
      #expect(ending.status == 3 && ending.output.contains("1 passed"), "\(ending.output)\(ending.errors)")
      #expect(folder.text("a.html")?.contains("and back: 1 checks in -5.000 s") == true)
    }

    @Test func `after the first failure nothing is begun`() throws {
      let folder = try Folder(["a.fzs": Self.failing, "b.fzs": Self.passing])
      let ending = try #require(run(["test", "a.fzs", "b.fzs", "--fail-fast", "-j", "1"], folder: folder.path))
      #expect(ending.output.contains("0 passed, 1 failed, 1 skipped"))
    }

    @Test(arguments: [
      (["test"], 1, "path"), (["test", "/proc/none"], 3, "No such file"),
      (["test", "/tmp", "--only", "//"], 1, "nothing"),
      (["test", "x", "--shard", "4/3"], 1, "4/3"), (["test", "x", "--seeds", "0"], 1, "--seeds"),
      (["test", "--merge", "/dev/null"], 3, "is no report"),
    ])
    func `a bad command line says what is wrong with it`(_ arguments: [String], _ status: Int32, _ words: String) throws
    {
      let ending = try #require(run(arguments))
      #expect(ending.status == status)
      #expect(ending.errors.contains(words), "\(ending.errors)")
    }

    @Test func `a report that cannot be written is known before anything runs`() throws {
      let folder = try Folder(["a.fzs": Self.passing])
      let ending = try #require(run(["test", folder.path, "--junit", "/proc/none/x"]))
      #expect(ending.status == 3)
      #expect(ending.output == "")
    }

    @Test func `on the runners of GitHub failures stand beside the source`() throws {
      let folder = try Folder(["a.fzs": Self.failing])
      let ending = try #require(run(["test", "a.fzs"], environment: ["GITHUB_ACTIONS=true"], folder: folder.path))
      #expect(ending.output.contains("::error file=a.fzs,line=3,col=8,title=a.fzs%2C seed 1::error[FZ0502]"))
    }
  }
}

/// A folder of files that goes with the test.
final class Folder {
  let path: String

  init(_ files: [String: String]) throws {
    var template = Array("/tmp/fzsh-test-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
    for (name, text) in files {
      let parts = name.split(separator: "/").dropLast()
      for i in parts.indices { mkdir(path + "/" + parts[...i].joined(separator: "/"), 0o700) }
      let file = try #require(fopen("\(path)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(directory)
    }
    Glibc.remove(path)
  }

  func text(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
