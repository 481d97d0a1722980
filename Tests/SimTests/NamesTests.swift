import Base
import HostStack
import Lab
import Testing

@testable import Sim

@Suite struct NamesTests {
  private func destination(_ desk: LabDesk, _ name: String) throws -> Fact? {
    guard case .fact(let fact) = try desk.lab.answer(.destination(name, from: "client", nil)) else { return nil }
    return fact
  }

  @Test(arguments: [
    ("httpbin", "172.20.0.100"), ("gateway", nil), ("download.httpbin", "download.httpbin"), ("dns", "dns"),
    ("example.com", "example.com"), ("anything.httpbin", "anything.httpbin"),
  ])
  func `a name leads to a node, or to the client's resolver`(name: String, expected: String?) throws {
    let found = try destination(try LabDesk(), name)
    if let expected { #expect(found?.description == expected) } else { #expect(found != nil) }
  }

  @Test func `a name that nobody knows is an error that lists the hosts`() throws {
    let desk = try LabDesk()
    #expect(throws: LabError.self) { try desk.lab.answer(.destination("htpbin", from: "client", nil)) }
  }

  @Test func `a name of a DNS resource is reached by a proxy address and the gateway's translation`() throws {
    var desk = try LabDesk()
    let result = try desk.run(.ping(.name("download.httpbin")))
    #expect(result.succeeded)
    #expect(result.address.map { "\($0)" }?.hasPrefix("100.96.0.") == true)
    #expect(desk.count("lan.out") == 1)
    desk.check()
  }

  @Test func `a name that the site cannot resolve fails without asking for access again`() throws {
    var desk = try LabDesk()
    let result = try desk.run(.ping(.name("broken.httpbin")))
    #expect(!result.succeeded)
    #expect(desk.sent("create_flow") == 1)
    desk.check()
  }

  @Test func `the Internet resource has no gateway in this lab`() throws {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.node("client", .setInternetResource(true)))
    #expect(try !desk.run(.ping(.name("example.com"))).succeeded)
    desk.check()
  }
}
