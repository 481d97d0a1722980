import Glibc
import Testing

extension ProgramTests {
  @Suite struct FormatCommandTests {
    @Test func `a file is laid out in its place, and the second time nothing is left to do`() throws {
      let folder = try Folder(["a.fzs": "ping   172.20.0.100\n\n\nrepeat 2 {\nrun 1s\n}\n"])
      #expect(run(["fmt", "--check", folder.path])?.output == "\(folder.path)/a.fzs\n")
      #expect(run(["fmt", "--check", folder.path])?.status == 4)
      #expect(run(["fmt", folder.path])?.status == 0)
      #expect(folder.text("a.fzs") == "ping 172.20.0.100\n\nrepeat 2 {\n  run 1s\n}\n")
      #expect(run(["fmt", "--check", folder.path])?.status == 0)
    }

    @Test func `standard input goes to standard output`() throws {
      let ending = try #require(run(["fmt", "-"], input: "run   1s  # a second\n"))
      #expect(ending.output == "run 1s  # a second\n")
    }

    @Test func `one file that cannot be laid out keeps none of the others from it, nor from a check`() throws {
      let folder = try Folder(["a.fzs": "let = 4\n", "b.fzs": "ping   172.20.0.100\n", "c.fzs": "stauts\n"])
      #expect(run(["fmt", folder.path])?.status == 2)
      #expect(folder.text("b.fzs") == "ping 172.20.0.100\n")
      let ending = try #require(run(["check", folder.path]))
      #expect(ending.status == 2)
      #expect(ending.errors.contains("a.fzs:1") && ending.errors.contains("c.fzs:1"), "\(ending.errors)")
    }

    @Test func `what does not parse stays as it is`() throws {
      let folder = try Folder(["a.fzs": "let = 4\n"])
      let ending = try #require(run(["fmt", folder.path]))
      #expect(ending.status == 2)
      #expect(ending.errors.contains("does not parse"))
      #expect(folder.text("a.fzs") == "let = 4\n")
    }
  }
}
