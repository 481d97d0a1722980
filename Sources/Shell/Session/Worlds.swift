import Base
import Lab

/// The worlds of a session beside the one it acts on: snapshots, and forks as they were left.
struct Worlds {
  /// What a session needs to go on in another world.
  struct Saved {
    let lab: any LabBackend
    let mark: EventNumber
    let done: [DoneCommand]
    let parked: [Job]
  }

  enum Kind: String { case snapshot, fork }

  private(set) var saved: [(name: String, kind: Kind, world: Saved)] = []
  /// The fork that is acted on.
  var current = Self.main

  static let main = "main"

  var names: [String] { [current] + saved.map(\.name) }
  var hasForks: Bool { current != Self.main || saved.contains { $0.kind == .fork } }

  subscript(name: String) -> (kind: Kind, world: Saved)? {
    saved.first { $0.name == name }.map { ($0.kind, $0.world) }
  }

  mutating func keep(_ world: Saved, _ kind: Kind, as name: String) {
    remove(name)
    saved.append((name, kind, world))
  }

  mutating func remove(_ name: String) { saved.removeAll { $0.name == name } }
}

extension Session {
  var savedWorld: Worlds.Saved {
    Worlds.Saved(lab: stage.lab, mark: stage.mark, done: stage.done, parked: parked)
  }

  func enter(_ world: Worlds.Saved) {
    (stage.lab, stage.mark, stage.done, parked) = (world.lab, world.mark, world.done, world.parked)
    arrive()
  }

  /// A world by its name, the present one included.
  func lab(of world: String) -> (any LabBackend)? {
    world == worlds.current ? stage.lab : worlds[world]?.world.lab
  }
}
