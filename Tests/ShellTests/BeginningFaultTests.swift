import Base
import Lab
import Testing

@testable import Shell

/// `--compat`: every world of a session begins with the faults.
@Suite struct BeginningFaultTests {
  private func console(_ faults: [String]) throws -> Console {
    var options = SessionOptions()
    options.faults = faults
    return try Console(options, output: Said(), files: Disk(), makeLab: Stand.lab)
  }

  @Test func `faults are on wherever they can be, in every world`() throws {
    let console = try console(["no-client-filters", "reauthorize-in-portal"])
    #expect(
      console.evaluate(
        """
        fn faulty() {
          check client.quirks["no-client-filters"] and gateway.quirks["no-client-filters"]
          check portal.quirks["reauthorize-in-portal"]
          check not client.quirks["twin-lost"]
        }
        faulty()
        lab reset
        faulty()
        seed 7
        faulty()
        restart client --kill
        faulty()
        """) == 0)
  }

  @Test func `seed is all of them`() throws {
    let console = try console(["seed"])
    guard case .record(let client) = try console.session.stage.lab.answer(.state(["client", "quirks"])),
      case .record(let portal) = try console.session.stage.lab.answer(.state(["portal", "quirks"]))
    else {
      Issue.record("no quirks")
      return
    }
    #expect((client + portal).allSatisfy { $0.value == .fact(.flag(true)) })
  }

  @Test func `a fault that there is not is told as the verb tells it`() throws {
    let error = #expect(throws: LabError.self) { try console(["no-client-filter"]) }
    #expect(error?.sentence == "unknown quirk `no-client-filter`: did you mean `no-client-filters`?")
    let stand = try Stand()
    stand.run("compat no-client-filter")
    #expect(stand.said.complaints.contains("unknown quirk `no-client-filter`"))
  }
}
