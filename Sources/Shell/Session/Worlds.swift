import Base
import Lab
import Script

/// The worlds of a session beside the one it acts on: snapshots, and forks as they were left.
struct Worlds {
  /// What a session needs to go on in another world.
  struct Saved {
    let lab: any LabBackend
    let mark: EventNumber
    let done: [DoneCommand]
    let parked: [Job]
    let stop: Stop?
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
    Worlds.Saved(lab: stage.lab, mark: stage.mark, done: stage.done, parked: parked, stop: stage.stops.latest)
  }

  func enter(_ world: Worlds.Saved) {
    (stage.lab, stage.mark, stage.done, parked) = (world.lab, world.mark, world.done, world.parked)
    stage.stops.latest = world.stop
    arrive()
  }

  /// Whether another world, or one that `undo` leads to, goes on with this command.
  func isSuspendedElsewhere(_ suspension: SuspensionID) -> Bool {
    (worlds.saved.map(\.world) + stage.done.compactMap(\.world)).contains { world in
      world.parked.contains { $0.suspension == suspension }
    }
  }

  /// A world by its name, the present one included.
  func lab(of world: String) -> (any LabBackend)? {
    world == worlds.current ? stage.lab : worlds[world]?.world.lab
  }
}
