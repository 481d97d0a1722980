import Access
import Base
import HostStack
import Lab
import Portal
import Testing

@testable import Sim

/// Who is let in by the portal, and what the others hear.
@Suite struct LoginTests {
  private func phase(_ desk: LabDesk, _ node: String = "client") throws -> State {
    try desk.lab.answer(.state([node, "portal_connection", "phase"]))
  }

  @Test func `a bad token ends it, and nothing is tried again`() throws {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.change(.deleteToken(client: "client")))
    desk.wait(.seconds(120))
    #expect(try phase(desk) == .fact(.text("idle")))
    #expect(desk.lab.trace.count { $0.kind == "portal.session" && $0["state"] == .text("login-refused") } == 1)
    #expect(desk.lab.trace.last { $0.kind == "channel" }?["reason"] == .text("HTTP 401"))
    desk.check()
  }

  @Test(arguments: [false, true]) func `an account that is disabled for a while is tried again`(isQuirk: Bool) throws {
    var desk = try LabDesk()
    for node in ["client", "gateway"] {
      _ = try desk.lab.perform(.setQuirk("any-client-error-is-fatal", node: node, on: isQuirk))
    }
    _ = try desk.lab.perform(.change(.disableAccount(true)))
    desk.wait(.seconds(30))
    #expect(desk.lab.trace.last { $0.kind == "channel" }?["reason"] == .text("HTTP 403"))
    _ = try desk.lab.perform(.change(.disableAccount(false)))
    desk.wait(.seconds(120))
    for node in ["client", "gateway"] {
      #expect(try phase(desk, node) == .fact(.text(isQuirk ? "idle" : "connected")))
    }
    desk.check()
  }

  @Test func `faults of channels are the nodes', and outlive their processes`() throws {
    var desk = try LabDesk()
    let name = "heartbeat-after-silence"
    #expect(throws: LabError.self) { try desk.lab.perform(.setQuirk(name, node: "portal", on: true)) }
    #expect(throws: LabError.self) { try desk.lab.perform(.setQuirk("row-per-request", node: "client", on: true)) }
    for node in ["client", "gateway"] {
      _ = try desk.lab.perform(.setQuirk(name, node: node, on: true))
      _ = try desk.lab.perform(.node(node, .restart(gracefully: true)))
      desk.wait(.seconds(1))
      #expect(try desk.lab.answer(.state([node, "quirks", name])) == .fact(.flag(true)))
    }
  }
}
