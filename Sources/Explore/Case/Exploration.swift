import Base
import Lab
import Shell

/// Searches for cases that come upon something: draws a lab and what happens in it, by a seed.
package struct Exploration {
  /// How many draws a case has; a draw is one deed or several that belong together.
  package var draws = usualDraws
  /// How many results are insisted upon in the end.
  package var insisted = 3
  /// A fault of the original that is switched on.
  package var fault: String?
  /// A lab file for all cases, instead of one drawn for each.
  package var lab: String?
  let makeLab: LabMaker

  package static let usualDraws = 8

  package init(makeLab: @escaping LabMaker) { self.makeLab = makeLab }

  /// Runs the case of a seed. The same seed gives the same case.
  package func explore(seed: UInt64) throws(ExplorationError) -> Case {
    let chance = Chance(seed: seed).stream("explore")
    let text = lab ?? LabDrawing.text(from: chance.stream("lab"))
    let run = try begin(text, seed: seed, lenient: false)
    var deeds: [Deed] = []
    func perform(_ deed: Deed) {
      guard run.finding == nil else { return }
      deeds.append(deed)
      run.perform(deed)
    }
    if let fault { perform(.fault(fault)) }
    for draw in 0..<draws {
      var drawing = DeedDrawing(chance: chance.stream("draw \(draw)"), reference: run.reference)
      for deed in drawing.draw() { perform(deed) }
    }
    perform(.settle)
    var last = chance.stream("insisted")
    for probe in finale(deeds, run.reference, &last) { perform(.insist(probe)) }
    return Case(seed: seed, lab: text, deeds: deeds, journal: run.journal, finding: run.finding, coverage: run.coverage)
  }

  /// What was tried last and some more.
  private func finale(_ deeds: [Deed], _ reference: Reference, _ chance: inout Chance) -> [Probe] {
    var probes: [Probe] = []
    for case .probe(let probe) in deeds.reversed() where probes.count < insisted && !probes.contains(probe) {
      probes.append(probe)
    }
    for _ in 0..<insisted {
      let client = reference.terrain.clients[Int(chance.below(UInt32(reference.terrain.clients.count)))]
      if let probe = ProbeDrawing.probe(from: client, reference, &chance) { probes.append(probe) }
    }
    return probes
  }

  func begin(_ text: String, seed: UInt64, lenient: Bool) throws(ExplorationError) -> CaseRun {
    let topology: Topology
    do throws(LabFileProblems) { topology = try LabFile.read(Array(text.utf8)) } catch {
      throw ExplorationError(seed: seed, reason: "the lab file: \(error.problems)", lab: text)
    }
    guard !topology.clients.isEmpty else {
      throw ExplorationError(seed: seed, reason: "the lab has no client", lab: text)
    }
    do throws(LabError) {
      return try CaseRun(topology, seed: seed, lenient: lenient, makeLab: makeLab)
    } catch {
      throw ExplorationError(seed: seed, reason: "the lab: \(error)", lab: text)
    }
  }
}

/// Why a case cannot begin.
package struct ExplorationError: Error, Sendable {
  package let seed: UInt64
  package let reason: String
  package let lab: String
}

/// A case that has run.
package struct Case: Sendable {
  package let seed: UInt64
  /// The lab file.
  package let lab: String
  let deeds: [Deed]
  /// The commands that were given.
  package let journal: [String]
  package let finding: Finding?
  package let coverage: Coverage
}
