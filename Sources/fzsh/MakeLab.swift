import Access
import Glibc
import Lab
import Report
import Shell
import Sim

extension Topology {
  /// A built-in lab by its name, or one that a file describes.
  init(named lab: String, _ style: Style) throws(Complaint) {
    if let topology = Topology.all.first(where: { $0.name == lab }) {
      self = topology
      return
    }
    guard lab.contains("/") || lab.contains(".") else {
      let names = Topology.all.map(\.name).joined(separator: ", ")
      throw Complaint(.badCommandLine, "lab `\(lab)`: there is \(names), or a file")
    }
    let bytes = Array(try ScriptFile(path: lab).text.utf8)
    do throws(LabFileProblems) { self = try LabFile.read(bytes) } catch {
      throw Complaint(.badScript, error.text(name: lab, bytes: bytes, coloured: style == .ansi))
    }
  }
}

/// A simulated lab that can go back in time, with the feature flags of the environment.
func makeLab(_ topology: Topology, seed: UInt64) throws(LabError) -> any LabBackend {
  let flags = FeatureFlags { name in getenv(name).map { String(cString: $0) } }
  do throws(TopologyError) { return Timeline(try Simulation(topology, seed: seed, flags: flags)) } catch {
    throw .invalid(what: error.object, reason: error.reason)
  }
}

extension Topology {
  /// The lab of whoever names none.
  static var usual: String { myCorp.name }
}
