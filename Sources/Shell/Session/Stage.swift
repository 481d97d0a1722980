import Base
import Lab

/// The lab that a session acts on, and how far its trace has been looked at.
package struct Stage {
  package internal(set) var lab: any LabBackend
  /// How many worlds there were before this one.
  private(set) var world = 0
  /// Expectations look at the events behind this one.
  package internal(set) var mark: EventNumber = 0
  /// Breakpoints have seen the events up to this one.
  var examined: EventNumber = 0
  var breakpoints: [Breakpoint] = []
  var stops = Stops()
  var lookouts: [Lookout] = []
  var lastLookout = 0
  /// The lookouts have seen the events up to this one.
  var lookedAt: EventNumber = 0
  /// Commands that did something, the latest last.
  var done: [DoneCommand] = []
  /// How often a script asked for chance.
  var draws: UInt64 = 0
  private let topology: Topology
  private let seed: UInt64
  private let makeLab: LabMaker

  init(_ topology: Topology, seed: UInt64, _ makeLab: @escaping LabMaker) throws(LabError) {
    self.topology = topology
    self.seed = seed
    self.makeLab = makeLab
    lab = try makeLab(topology, seed)
    mark = lab.trace.count
    examined = mark
  }

  /// A world as it was in the beginning. Breakpoints stay, and what `watch` looks out for.
  mutating func restart(_ topology: Topology? = nil, seed: UInt64? = nil) throws(LabError) {
    var new = try Stage(topology ?? self.topology, seed: seed ?? self.seed, makeLab)
    new.world = world + 1
    new.breakpoints = breakpoints.map(\.anew)
    new.stops.lastBreakpoint = stops.lastBreakpoint
    new.lookouts = lookouts.map { Lookout(number: $0.number, text: $0.text, watch: $0.watch) }
    new.lastLookout = lastLookout
    new.lookedAt = new.mark
    self = new
  }

  /// Asked of the stage: asked of the lab itself from outside, the whole lab is copied to be looked at.
  var now: Instant { lab.now }
  var trace: [TraceRecord] { lab.trace }

  package func record(_ number: EventNumber) -> TraceRecord? {
    let trace = lab.trace
    return number >= 1 && number <= trace.count ? trace[number - 1] : nil
  }

  /// Names of a class of objects, or nothing if the lab cannot say.
  func names(_ objects: ObjectClass) -> [String] {
    guard case .fact(.list(let names)) = try? lab.answer(.names(objects)) else { return [] }
    return names.map(\.description)
  }
}
