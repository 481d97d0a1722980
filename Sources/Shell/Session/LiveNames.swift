import Base
import Lab
import Report
import Script

/// What completion says beside the name of something that is there.
extension Session {
  /// So many packets and events are offered: the latest, which are the ones that are spoken of.
  private static let mostNumbers = 200

  func about(_ name: String, _ objects: ObjectClass) -> String {
    switch objects {
    case .node, .client, .gateway, .relay, .router: aboutNode(name, objects)
    case .host: address(of: name)
    case .resource: aboutResource(name)
    case .tap: Tap(name).map { Self.about($0.face) } ?? ""
    case .link: "between \(name) and the network"
    case .flag: "a feature flag"
    case .quirk: "a fault of the original"
    case .rule: "a rule in flight"
    case .held: "what a rule holds"
    case .site: "a site"
    case .group: "a group of actors"
    case .actor: "an actor of the account"
    case .path: "a part of the state"
    }
  }

  private func aboutNode(_ name: String, _ objects: ObjectClass) -> String {
    let classes: [ObjectClass] = [.client, .gateway, .relay, .router, .host]
    let role = classes.first { stage.names($0).contains(name) } ?? objects
    let address = objects == .node && role == .host ? address(of: name) : fact([name, "addresses"])
    return [role == .node ? "the control plane" : role.rawValue, address].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func address(of host: String) -> String {
    guard case .fact(let fact)? = try? stage.lab.answer(.address(ofHost: host, nil)) else { return "" }
    return fact.description
  }

  /// Of the first client that knows it.
  private func aboutResource(_ name: String) -> String {
    for client in stage.names(.client) {
      let parts = ["address", "status"].map { fact([client, "resources", name, $0]) }.filter { !$0.isEmpty }
      if !parts.isEmpty { return parts.joined(separator: ", ") }
    }
    return ""
  }

  private func fact(_ path: [String]) -> String {
    guard case .fact(let fact)? = try? stage.lab.answer(.state(path)), fact != .none else { return "" }
    return fact.description
  }

  private static func about(_ face: Tap.Face) -> String {
    switch face {
    case .app: "what applications send and get"
    case .tun: "packets at the tunnel device"
    case .wire: "encrypted datagrams"
    case .lan: "packets on the resource network"
    case .ws: "messages of the portal"
    case .net: "packets on the client's own network, beside the tunnel"
    }
  }

  var worldNames: [Completion] {
    let here = Completion(worlds.current, .object, help: "here, \(stage.lab.now.text), #\(stage.lab.trace.count)")
    return [here]
      + worlds.saved.map { name, kind, world in
        Completion(name, .object, help: "\(kind.rawValue), \(world.lab.now.text), #\(world.lab.trace.count)")
      }
  }

  /// The latest packets, each as it was first seen.
  func packetNames() -> [Completion] {
    var names: [Completion] = []
    var seen: Set<UInt32> = []
    for record in stage.lab.trace.reversed() where record.packet != .none && record.seen != nil {
      guard let found = record.seen, seen.insert(record.packet.number).inserted else { continue }
      names.append(Completion("p\(record.packet.number)", .object, help: found.packet.summary))
      if names.count == Self.mostNumbers { break }
    }
    return names
  }

  var eventNames: [Completion] {
    stage.lab.trace.suffix(Self.mostNumbers).reversed().map { record in
      Completion("#\(record.n)", .object, help: "\(record.t.text) \(record.node) \(record.kind)")
    }
  }

  package func files(in folder: String) -> [Completion] {
    files.names(in: folder).map { name in
      Completion(folder + name, .file, help: name.hasSuffix("/") ? "folder" : Self.about(file: name))
    }
  }

  private static func about(file name: String) -> String {
    let kinds = [
      (".fzs", "script"), (".yaml", "lab file"), (".yml", "lab file"), (".pcapng", "capture"), (".pcap", "capture"),
      (".ndjson", "trace"),
    ]
    return kinds.first { name.hasSuffix($0.0) }?.1 ?? "file"
  }
}
