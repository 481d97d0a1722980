import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

@Suite struct GatewayAddressTests {
  private func ping(_ host: String, in lab: inout Simulation) throws -> Bool {
    guard case .fact(.address(let address)) = try lab.answer(.address(ofHost: host, .v4)),
      case .app(let app) = try lab.perform(.open(.ping(address), on: "client"))
    else { return false }
    _ = lab.run(until: lab.now + .seconds(5)) { $0.kind == "app.ended" }
    guard case .result(let result) = try lab.answer(.result(app, node: "client")) else { return false }
    return result.succeeded
  }

  @Test func `a gateway answers at its own tunnel address, whatever the resources allow`() throws {
    var lab = try Simulation(.myCorp, seed: 1, flags: FeatureFlags())
    #expect(try !ping("gateway", in: &lab), "there is no connection yet, and none is made for it")
    #expect(try ping("httpbin", in: &lab))
    #expect(try ping("gateway", in: &lab))
    #expect(!lab.trace.contains { $0.kind == "filtered" })
    #expect(lab.violations.isEmpty)
  }
}
