import Base
import Lab
import Script
import Testing

@testable import Shell

@Suite struct ExampleTests {
  static let lines = VerbTable.signatures.flatMap { verb in verb.examples.map { (verb.name, $0.line) } }

  @Test(arguments: lines) func `every example works`(_ verb: String, _ line: String) throws {
    let stand = try Stand()
    let code = stand.run(line)
    #expect(code == 0, "\(line)\n\(stand.said.complaints)")
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  /// What `fzsh fmt` makes of them.
  @Test(arguments: lines) func `every example is laid out in the one way, and parses so`(_ verb: String, _ line: String)
    throws
  {
    #expect(Formatter.formatted(line) == line + "\n")
    #expect(try Stand().console.parses(Formatter.formatted(line), name: "test.fzs"))
  }

  @Test func `every verb of this version has an example`() {
    for verb in VerbTable.verbs { #expect(!verb.signature.examples.isEmpty, "\(verb.signature.name)") }
  }

  @Test func `no verb takes the name of another one`() {
    let names = VerbTable.signatures.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test func `verbs of later versions are known and give one clear error`() throws {
    for (name, _) in LaterVerbs.all {
      let stand = try Stand()
      #expect(stand.run("\(name) anything") == 2)
      #expect(stand.said.complaints.contains("error[FZ0411]: `\(name)` is not in this version"), "\(name)")
    }
  }

  @Test func `help names every verb`() throws {
    let stand = try Stand()
    stand.run("help")
    for verb in VerbTable.verbs {
      #expect(stand.said.text.contains("  \(verb.signature.name) "), "\(verb.signature.name)")
    }
  }
}
