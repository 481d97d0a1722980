import Access
import Base
import Cipher
import Portal
import WireGuard

/// A node's machine as somebody runs it again, from what was recorded.
package protocol RecordedMachine: Machine where Input: RecordedInput, Output: RecordedOutput {
  static var role: ControlHello.Role { get }
  func parts(_ look: StateLook, _ process: ProcessState) -> [StatePart]
  /// What it calls the objects that it knows by identifiers.
  var book: NameBook { get }
  /// What else it knows by names that somebody chose.
  var ownNames: [String] { get }
  /// What a frame of its portal connection says.
  static func contents(_ text: String, sent: Bool) -> (name: String, fields: [MessageField])
}

/// A client's or gateway's machine, as a live node runs it.
package protocol NodeMachine: RecordedMachine where Output == AccessOutput, Input: AccessInput {
  init(_ local: LocalNode, flags: FeatureFlags)
  /// What the portal is told; another one when a client has roamed.
  var publicKey: PublicKey { get }
  /// What the system's own resolver said; nil of a machine that never asks it.
  static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input?
  /// Whether another network is another beginning.
  static var roams: Bool { get }
  static func roamed(to sockets: [Endpoint]) -> Input?
  /// The machine's clock was set; nil of a machine that knows no dates.
  static func clockSet(_ wall: WallClock) -> Input?
  /// What it is told of its owner's wishes before it starts.
  static func wishes(usesInternet: Bool) -> [Input]

  /// What is asked of it while it runs.
  static func internet(_ on: Bool) -> Input?
}

extension AccessClient: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { nil }
  package static var roams: Bool { true }
  package static func roamed(to sockets: [Endpoint]) -> Input? { .roam(sockets: sockets) }
  package static func clockSet(_ wall: WallClock) -> Input? { nil }
  package static func wishes(usesInternet: Bool) -> [Input] { [.setInternetResource(usesInternet)] }

  package static let role = ControlHello.Role.client
  package static func internet(_ on: Bool) -> Input? { .setInternetResource(on) }

  /// Its applications are the system's own: nobody counts them here.
  package func parts(_ look: StateLook, _ process: ProcessState) -> [StatePart] {
    parts(look, process, applications: .record([]))
  }

  package var book: NameBook {
    var book = NameBook()
    for resource in resources.all.values {
      book.resources[resource.id] = resource.name
      for site in resource.sites { book.sites[site.id] = site.name }
    }
    return book
  }

  package static func contents(_ text: String, sent: Bool) -> (name: String, fields: [MessageField]) {
    sent ? Lab.PortalMessage.contents(text, FromClient.self) : Lab.PortalMessage.contents(text, ToClient.self)
  }
}

extension AccessGateway: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { .resolved(id, answer) }
  package static var roams: Bool { false }
  package static func roamed(to sockets: [Endpoint]) -> Input? { nil }
  package static func clockSet(_ wall: WallClock) -> Input? { .clockSet(wall) }
  package static func wishes(usesInternet: Bool) -> [Input] { [] }

  package static let role = ControlHello.Role.gateway
  package static func internet(_ on: Bool) -> Input? { nil }

  package var book: NameBook {
    var book = NameBook()
    for client in clients.ids {
      for (id, grant) in clients[client]?.grants ?? SortedTable() { book.resources[id] = grant.resource.name }
    }
    return book
  }

  package static func contents(_ text: String, sent: Bool) -> (name: String, fields: [MessageField]) {
    sent ? Lab.PortalMessage.contents(text, FromGateway.self) : Lab.PortalMessage.contents(text, ToGateway.self)
  }
}

extension AccessRelay: RecordedMachine {
  package static let role = ControlHello.Role.relay
  /// It knows its clients by their addresses alone.
  package var book: NameBook { NameBook() }

  package static func contents(_ text: String, sent: Bool) -> (name: String, fields: [MessageField]) {
    sent ? Lab.PortalMessage.contents(text, FromRelay.self) : Lab.PortalMessage.contents(text, ToRelay.self)
  }
}

extension LabPortal: RecordedMachine {
  package static let role = ControlHello.Role.portal
  package var book: NameBook { names }
  package static func contents(_ text: String, sent: Bool) -> (name: String, fields: [MessageField]) { ("", []) }

  package func parts(_ look: StateLook, _ process: ProcessState) -> [StatePart] {
    let connected = plane.presence.sessions.map { names.name($0.value.participant) }
    return plane.parts(look, life: process.life, connected: connected)
  }

  package var ownNames: [String] {
    let directory = plane.directory
    return [directory.account.slug, directory.account.searchDomain ?? ""] + directory.actors.values.map(\.name)
      + directory.groups.values.map(\.name)
  }
}

extension RecordedMachine {
  package var ownNames: [String] { [] }
}

extension GatewayResource {
  fileprivate var name: String {
    switch target {
    case .cidr(_, let name), .dns(_, let name): name
    case .internet: "Internet"
    }
  }
}
