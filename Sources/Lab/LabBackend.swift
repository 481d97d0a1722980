import Access
import Base
import HostStack
import Portal
import Wire

/// What any lab can do and show: the simulated one jumps through time, a live one waits for it.
package protocol LabBackend {
  var name: String { get }
  var seed: UInt64 { get }
  var now: Instant { get }
  /// What the calendar says at an instant of the lab.
  var wall: WallClock { get }
  /// All that happened, in order; record n stands at index n - 1.
  var trace: [TraceRecord] { get }
  /// What cannot be, and was: empty unless there is a bug.
  var violations: [Violation] { get }
  /// Real nodes on real time: no history to go back in, and no network to change.
  var isLive: Bool { get }
  /// What is over: it can be gone through, and nothing can be done in it.
  var isRecorded: Bool { get }

  mutating func perform(_ action: Action) throws(LabError) -> ActionResult
  func answer(_ query: Query) throws(LabError) -> State
  /// Lets time pass until something is recorded for which `stop` is true, or `deadline`, or nothing is left to happen.
  ///
  /// The world moves in whole steps: all that one input caused in one machine is recorded before `stop` is asked.
  mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd

  var position: LabPosition { get }
  /// The end of the history; it lies ahead after the lab has gone back.
  var end: LabPosition { get }
  /// Goes back, or forward again as far as the lab has been. What lies behind stays known until something else is done.
  ///
  /// The way may be long: given up, the lab stands where it stood.
  mutating func travel(to moment: Moment, unless isGivenUp: () -> Bool) throws(LabError)
  /// Changes what an event saw pass a tap: the world goes back to before the step of that event, which then happens again.
  ///
  /// What operators did since is done again; nothing else may have happened.
  ///
  /// - Returns: the event that tells of the change.
  mutating func edit(_ event: EventNumber, _ edits: [Edit], as command: String) throws(LabError) -> EventNumber
  /// The last event of the step in which a part of the state became what it is; nil if it has always been so, or if the
  /// search is given up: it may be long.
  func lastChange(of path: [String], unless isGivenUp: () -> Bool) throws(LabError) -> EventNumber?
}

extension LabBackend {
  package var isLive: Bool { false }
  package var isRecorded: Bool { false }
}

package enum RunEnd: Hashable, Sendable {
  case stopped(EventNumber)
  case deadline
  case idle
}

/// A violated invariant: which, when, and what was seen.
package struct Violation: Hashable, Sendable {
  package let invariant: String
  package let event: EventNumber
  package let detail: String

  package init(invariant: String, event: EventNumber, detail: String) {
    self.invariant = invariant
    self.event = event
    self.detail = detail
  }
}

/// What an operator can do. Plain values: printable, journaled, sent over a control socket.
package enum Action: Sendable {
  /// Begins the command whose text stands in the trace; all that follows has it as its cause.
  case command(String)
  /// - besideTunnel: over the client's own network, with its addresses there.
  case open(AppRequest, on: String, besideTunnel: Bool = false)
  case close(AppID, on: String)
  /// Puts a packet on a tap.
  case inject(IPPacket, at: Tap)
  /// `reject_access` to one gateway alone; portal and client keep believing.
  case revoke(resource: String, client: String, gateway: String)
  case setFilters(resource: String, [Filter])
  case setFlag(String, node: String, on: Bool)
  case setQuirk(String, node: String, on: Bool)
  /// What is nil in the shape stays as it is.
  case shape(link: String, LinkShape)
  /// A link becomes what the lab says of it again.
  case unshape(link: String)
  /// Puts a router of this behaviour before a node, changes the one that it has, or takes it away (`none`).
  case nat(String, NATBehaviour)
  case node(String, NodeAction)
  /// Nothing crosses between the two any more; nil stands for everybody else.
  case partition(String, String?)
  /// Joins what was cut: between two, around one, or everywhere.
  case heal(String?, String?)
  case change(AccessChange)
  /// A rule on what is in flight, behind those that there are.
  case addRule(Rule)
  case removeRule(Int)
  /// Puts what rules hold back on its way, in the order in which it came.
  case release(Release)
  /// Changes what passes a tap in what happens next: the thing that the record so far ahead tells of. Its command stands in
  /// the trace.
  case edit(ahead: Int, [Edit], command: String)
}

/// What befalls a machine.
package enum NodeAction: Hashable, Sendable {
  /// - gracefully: with goodbyes, as on SIGTERM; otherwise as when the power fails.
  case stop(gracefully: Bool)
  case start
  /// A new process with new keys and the same identity: its state is gone.
  case restart(gracefully: Bool)
  /// Suspended: nothing is handled, time passes, then it goes on.
  case sleep(Duration)
  /// Other addresses, or, without any, those that the next network would give.
  case roam([IPAddress])
  /// The client's own switch for the Internet resource.
  case setInternetResource(Bool)
  /// The name servers that a client's system uses outside the tunnel.
  case setResolvers([Endpoint])
}

package enum ActionResult: Hashable, Sendable {
  case done
  case app(AppID)
  case packet(PacketID)
  /// The number of the rule that was added.
  case rule(Int)
  /// How many packets and messages were released.
  case released(Int)
  /// Done, but not what the operator may expect: say why.
  case warning(LabWarning)
}

package enum LabWarning: Hashable, Sendable {
  /// The last authorization of a client on a gateway: the gateway says goodbye and sends no ICMP error.
  case lastAuthorization(resource: String, client: String, gateway: String)
  /// The gateway holds no such authorization: nothing was taken away.
  case notAuthorized(resource: String, client: String, gateway: String)
}

/// What cannot be done here, with what could be.
package enum LabError: Error, Hashable, Sendable {
  /// No object of this class has this name; the list names those that exist.
  case unknown(ObjectClass, name: String, known: [String])
  case notSupported(what: String, reason: String)
  case invalid(what: String, reason: String)
}

/// The classes of things that commands name.
package enum ObjectClass: String, Hashable, Sendable, CaseIterable {
  case node, client, gateway, relay, router, host, resource, site, group, actor, link, flag, quirk, tap, path, rule,
    held
}

package enum Query: Hashable, Sendable {
  /// A part of the state tree, e.g. `["client", "resources", "MyCorp Network", "status"]`; empty for all of it.
  case state([String])
  /// The names of all objects of a class, in order.
  case names(ObjectClass)
  case packet(PacketID)
  /// What became of an application's request, once it has ended.
  case result(AppID, node: String)
  /// Where a host name leads in this lab; names are never looked up in the real DNS.
  case address(ofHost: String, IPFamily?)
  /// What an application on a client is to be given for a host as the operator typed it: an address, or (as text) the
  /// name, to be resolved as the client's system resolves names.
  case destination(String, from: String, IPFamily?)
  /// The gateways at which a client holds an access to a resource; where there are none, those that could serve it.
  case gateways(resource: String, client: String)
  /// The lab as a lab file.
  case topology
  /// What portal, gateway and client each believe of the accesses to a resource (all resources, all clients if nil).
  case beliefs(resource: String?, client: String?)
  /// What will become of each of them, in one word, with what that hangs on.
  case outlooks
  /// WireGuard key log lines of all handshakes so far, in order: secrets, for whoever asks for them by this name alone.
  case keyLog
  /// What WireGuard messages between two parties are crafted with: secrets, for the crafting alone.
  ///
  /// - answering: an initiation, which tells whom the message is for where nobody is named.
  case material(from: String, to: String?, answering: [UInt8])
  /// The same of the session whose messages bear this index.
  case session(receiver: UInt32)
  /// What a WireGuard transport message carries, by the keys of the sessions so far; nothing where none fits.
  case inner([UInt8])
}

/// A part of the state: a fact, a record of named parts, or a table.
package indirect enum State: Hashable, Sendable {
  case fact(Fact)
  case record([Member])
  case table(columns: [String], rows: [[Fact]])
  case packet(IPPacket)
  case result(AppResult)
  case material(TunnelMaterial)

  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: State

    package init(_ name: String, _ value: State) {
      self.name = name
      self.value = value
    }
  }
}
