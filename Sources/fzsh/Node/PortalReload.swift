import Glibc
import Lab
import Live
import Report

/// What a portal says of itself while it serves, beside its events: on standard error, a line each.
enum PortalReload {
  /// Reads the lab again and follows it. What is wrong with it is said, and changes nothing.
  static func follow(_ options: PortalOptions, _ server: PortalServer) {
    do throws(Complaint) {
      let topology = try Topology(named: options.lab, .none)
      guard topology.name == server.lab else {
        throw Complaint(.badScript, "lab `\(options.lab)`: it is called `\(topology.name)` now, not `\(server.lab)`")
      }
      try follow(topology, options, server)
    } catch {
      say("\(error.line)\nportal: it goes on with the lab as it was")
    }
  }

  private static func follow(_ topology: Topology, _ options: PortalOptions, _ server: PortalServer) throws(Complaint) {
    do throws(TopologyError) {
      try server.follow(topology) { count, tokens in
        say("portal: \(options.lab) was read again: \(count == 1 ? "1 change" : "\(count) changes")")
        guard let folder = options.tokens else { return }
        do throws(Complaint) { try PortalTokens.write(tokens, to: folder) } catch { say(error.line) }
      }
    } catch {
      throw Complaint(.badScript, "lab `\(options.lab)`: \(error.object): \(error.reason)")
    }
  }

  static func tell(_ news: StateNews) {
    switch news {
    case .lost(let problem):
      say("error: \(problem); what happens now would not outlast the portal, which tries again every second")
    case .caughtUp: say("portal: everything is kept again")
    }
  }

  /// At once and whole: several threads speak.
  private static func say(_ line: String) { _ = Output.writeAll(Array((line + "\n").utf8), to: STDERR_FILENO) }
}
