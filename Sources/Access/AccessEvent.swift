import Base
import HostStack
import Portal
import Traversal
import Wire
import WireGuard

/// What happened at a client or a gateway.
///
/// Every packet moves one or two through several hands, so it is small: what is large stands apart.
package enum AccessEvent: Hashable, Sendable {
  // What becomes of packets.
  /// The client sends a packet of a resource through a gateway.
  case routed(PacketID, ResourceID, GatewayID)
  /// The gateway lets a packet pass because of this access.
  case permitted(PacketID, ClientID, ResourceID)
  /// A packet waits for the answer to a request.
  case buffered(PacketID, ResourceID)
  indirect case refused(Refusal)
  case dropped(PacketID, AccessDrop)
  /// The packet was for the node itself, and has done its work.
  case taken(PacketID)

  // Asking.
  case intent(ResourceID, IntentTrigger)
  /// An ICMP error "prohibited" came out of a tunnel, about `quoted` traffic of this resource.
  case prohibited(PacketID, ResourceID?, Recovery.Verdict)
  /// The gateway said in so many words that it knows of no authorization.
  case noAuthorization(PacketID, ResourceID?, Recovery.Verdict)
  case requestFailed(ResourceID, FlowCreationFailed.Reason)
  case requestIgnored(ResourceID, IgnoredAnswer)

  // Access, at the gateway.
  case authorizationAdded(ClientID, ResourceID, expiresAt: UnixTime?)
  case authorizationRefreshed(ClientID, ResourceID, expiresAt: UnixTime?)
  case authorizationRemoved(ClientID, ResourceID, by: RemovalCause)
  case authorizationExpired(ClientID, ResourceID)
  case filtersChanged(ResourceID, [Filter])
  /// The portal speaks of an access that the gateway does not know.
  case orderIgnored(ClientID, ResourceID, IgnoredOrder)
  /// The gateway said so in so many words, besides the ICMP error about `packet`.
  case noAuthorizationSent(PacketID, ClientID, NoAuthorization)

  // Names and translations, at the gateway.
  case lookedUp(LookupID, ResourceDomain, LookupEnd?)
  case domainSetUp(ClientID, ResourceID, ResourceDomain, DomainStatus.Status, DomainFault?)
  case natChanged(ClientID, NATChange)
  case queryForwarded(LookupID, ClientID, to: Endpoint)
  /// Without a number: by the gateway itself.
  case queryAnswered(LookupID?, ClientID, DNSRcode)

  // What the client has.
  case resourceAdded(ResourceID)
  case resourceChanged(ResourceID)
  case resourceRemoved(ResourceID)
  case site(SiteID, SiteStatus)

  // Names, at the client.
  /// A question of an application, and where its answer comes from.
  case asked(PacketID, DNSQuestion, QueryRoute)
  /// An application got its answer; the packet that carries it, `.none` within a stream.
  case answered(PacketID, DNSQuestion, DNSRcode, ResolutionFailure?)
  /// A name has proxy addresses from now on.
  case named(ResourceDomain, [IPAddress])
  /// No proxy addresses are left: the name gets none of this family.
  case namesExhausted(ResourceDomain, IPFamily)
  /// More name servers than sentinels, or more questions than are asked at a time.
  case upstreamUnplaced(Endpoint)
  /// An answer of a name server that nobody waits for any more.
  case answerIgnored(LookupID)
  /// What the client believes that a gateway knows of a name.
  case translation(GatewayID, ResourceID, ResourceDomain, TranslationStatus)

  // The client itself.
  /// It is on another network: everything that was set up is void, and its key is new.
  case roamed
  case stopped
  /// The process is gone, for an assertion that did not hold.
  case crashed(String)

  // The way to the other side.
  case connection(Participant, ConnectionState, ConnectionFailure?)
  case candidateIgnored(Participant, MalformedCandidate)
  /// Addresses at which this side or the other can be reached.
  indirect case candidates(CandidateFact)
  case ice(Participant, AgentEvent)
  indirect case turn(RelayID, AllocationEvent)
  case goodbye(Participant, sent: Bool)
  case tunnel(Participant, TunnelEvent)
  indirect case channel(ChannelFact)
}

/// A packet that was answered with an ICMP error instead of being sent on.
package struct Refusal: Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable {
    /// No resource that the client is authorized for holds the destination.
    case notAuthorized = "not-authorized"
    /// The resource's filters do not allow protocol or port.
    case filter = "filter"
    /// The source is none of the client's tunnel addresses.
    case foreignSource = "foreign-source"
    /// The portal has just refused the resource; the client says so by itself.
    case forbidden = "forbidden"
    /// No gateway of the resource's sites is online.
    case offline = "offline"
    /// The destination belongs to no resource that the client has.
    case noResource = "no-resource"
    /// Longer than the tunnel carries.
    case tooBig = "too-big"
    /// The name behind a proxy address has no address of its family, or none is known yet.
    case unresolved
    /// A private address, and nothing but the Internet resource to reach it by.
    case notOnInternet = "not-on-internet"
    /// Another client or gateway; a tunnel address is never a resource.
    case peerAddress = "peer-address"
    /// A proxy address is reached by TCP, UDP and echo requests alone.
    case untranslatable
    /// The client has as many sessions as a gateway keeps.
    case translationsExhausted = "nat-exhausted"
    /// A resource speaks to a tunnel address that no client has here.
    case clientGone = "client-gone"
    /// A resource speaks to a client whose connection has failed.
    case notConnected = "not-connected"
  }

  package let packet: PacketID
  package let reason: Reason
  /// nil where the refusing side does not know it.
  package let client: ClientID?
  package let resource: ResourceID?
  package let error: ICMPError
  /// The packet that carries the error; `.none` if none may be sent about this packet.
  package let answer: PacketID
}

/// Why a packet or message went no further, without an answer.
package enum AccessDrop: Hashable, Sendable {
  case malformed(MalformedPacket)
  /// The portal has not told us our addresses yet.
  case notConfigured
  /// The client was shut down, or its process is gone.
  case notRunning
  case foreignSource
  case toSelf
  case multicast
  case notAPeer
  case unknownResource
  case unknownPeer
  /// The peer speaks from an address that it is not allowed to.
  case sourceNotAllowed
  case notForUs
  case unauthorizedReply
  case duplicate
  case displaced
  case replaced
  case requestFailed
  case connectionGone
  case notAPeerMessage(MessageRejection)
  /// The gateway has found no way to the client yet.
  case noPath
  /// A STUN message that no connection waits for; nil: it can be read.
  case unclaimedCheck(STUNRejection?)
  /// A check, or the answer to one, that had no effect.
  case check(AgentRejection)
  /// What came from a relay, or in its name.
  case fromRelay(AllocationRejection)
  /// What was to go over a relay.
  case overRelay(AllocationDrop)
  case unknownControl(UInt8)
  case malformedControl(UInt8, PayloadProblem)
  case noErrorAllowed(UnreportableReason)
  /// To a sentinel, but no DNS.
  case notDNS
  /// To an address of the sentinels' range that stands for no name server.
  case unassignedSentinel
  /// A question that cannot be read, or that is none.
  case notAQuery(MalformedDNS?)
  /// Asked by multicast, about a name that is not ours to answer.
  case notOurName
  /// An answer from inside the tunnel that came after its question was given up.
  case lateAnswer
  /// An ICMP error about a question of our own.
  case aboutOurQuery
  /// Speaks of a translation that nobody asked for.
  case unknownTranslation
  /// A segment, or an error about one, that a connection of our own resolver has no use for.
  case ofStream(DropReason)
  /// The client left the network that the packet was meant for.
  case roamed
  /// Refused for this reason, and too many packets were answered with an error a moment ago.
  case errorLimited(Refusal.Reason)
  /// What a client's own stack says about a packet that it got is not for the resource.
  case outboundICMPError
  /// The client is known no more: its last access has ended a moment ago.
  case noPeerState
  /// A resource's packet of a session that is over.
  case expiredNATSession
  /// Only the seed has it: an answer that is neither TCP nor UDP nor echo.
  case foreignProtocol
  case fragmentWithoutFirst
  /// A fragment that would change the header by which its datagram was judged.
  case overlappingFragment
  /// What came to the gateway's own name server is no query; nil: it can be read, and is an answer.
  case malformedQuery(MalformedDNS?)

  /// The stable name in traces.
  package var name: String {
    switch self {
    case .malformed: "malformed"
    case .notConfigured: "not-configured"
    case .notRunning: "not-running"
    case .foreignSource: "foreign-source"
    case .toSelf: "packet-to-self"
    case .multicast: "multicast"
    case .notAPeer: "not-a-peer"
    case .unknownResource: "unknown-resource"
    case .unknownPeer: "unknown-peer"
    case .sourceNotAllowed: "source-not-allowed"
    case .notForUs: "not-for-us"
    case .unauthorizedReply: "unauthorized-reply"
    case .duplicate: "duplicate"
    case .displaced: "buffer-full"
    case .replaced: "retransmission-replaced"
    case .requestFailed: "request-failed"
    case .connectionGone: "connection-gone"
    case .notAPeerMessage(let rejection): rejection.name
    case .noPath: "no-path"
    case .unclaimedCheck(let problem): problem == nil ? "unclaimed-stun" : "malformed-stun"
    case .check(let rejection): rejection.name
    case .fromRelay(let rejection): rejection.name
    case .overRelay(let drop): drop.name
    case .unknownControl: "unknown-control"
    case .malformedControl: "malformed-control"
    case .noErrorAllowed(let reason): reason.rawValue
    case .notDNS: "not-dns"
    case .unassignedSentinel: "unassigned-sentinel"
    case .notAQuery: "not-a-query"
    case .notOurName: "not-our-name"
    case .lateAnswer: "late-answer"
    case .aboutOurQuery: "about-our-query"
    case .unknownTranslation: "unknown-translation"
    case .ofStream(let reason): reason.rawValue
    case .roamed: "roamed"
    case .errorLimited: "error-limited"
    case .outboundICMPError: "outbound-icmp-error"
    case .noPeerState: "no-peer-state"
    case .expiredNATSession: "expired-nat-session"
    case .foreignProtocol: "foreign-protocol"
    case .fragmentWithoutFirst: "fragment-without-first"
    case .overlappingFragment: "overlapping-fragment"
    case .malformedQuery: "malformed-query"
    }
  }
}

package enum RemovalCause: String, Hashable, Sendable {
  case rejectAccess = "reject_access"
  /// Missing from the list of the portal's `init`.
  case initialList = "init"
  case goodbye
  /// Another client has the tunnel address now.
  case addressTaken = "address-taken"
  case shutDown = "shut-down"
}

/// Why the gateway did nothing with an order of the portal.
package enum IgnoredOrder: String, Hashable, Sendable {
  case unknownClient = "unknown-client"
  case unknownResource = "unknown-resource"
}

/// Why the client did nothing with an answer.
package enum IgnoredAnswer: String, Hashable, Sendable {
  case notRequested = "not-requested"
  case unknownResource = "unknown-resource"
}

/// Where the answer to a question comes from.
package enum QueryRoute: Hashable, Sendable {
  /// The client knows it.
  case local
  /// A name server outside the tunnel.
  case outside(Endpoint)
  /// A name server that is itself a resource.
  case tunnel(Endpoint)
  /// The gateway of this resource asks in its site.
  case site(ResourceID)
}

/// Why a question was answered with SERVFAIL.
package enum ResolutionFailure: String, Hashable, Sendable {
  case timedOut = "timed-out"
  /// The name server could not be asked.
  case failed = "failed"
  /// What came back is no answer to this question.
  case malformedAnswer = "malformed-answer"
  /// An ICMP error about the question came out of the tunnel.
  case unreachable = "unreachable"
  /// The resource that the question must go to is refused.
  case refused = "refused"
  /// There is nobody to ask.
  case noUpstream = "no-upstream"
  /// More questions wait than may.
  case tooMany = "too-many"
}

/// What became known of addresses.
package struct CandidateFact: Hashable, Sendable {
  package enum Change: String, Hashable, Sendable {
    /// Of our own.
    case found, lost
    /// Of the peer, as it says.
    case received, withdrawn
  }

  package let change: Change
  /// nil for what holds for all connections.
  package var peer: Participant?
  /// The relay that lends the address.
  package var relay: RelayID?
  package let candidates: [Candidate]
}

/// The portal connection, as far as it is worth a line.
package enum ChannelFact: Hashable, Sendable {
  case joined
  case lost(ChannelLoss)
  case refused(reason: String)
  case ignored(ChannelIgnored)
}
