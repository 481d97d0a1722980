import Access
import Base

/// What portal, gateway and client each hold of one access, and what decides whether they come together again.
struct AccessViews: Hashable, Sendable {
  var portal = false
  var gateway = false
  var client = false

  var isPending = false
  var isClientJoined = true
  /// Why the client answers the resource's packets itself, and until when.
  var refusal: Refused?
  /// Until when a refusal by the gateway asks for nothing, because the client has just asked.
  var pausedUntil: Instant?
  /// Whether a tunnel is there that a refusal could come through.
  var isConnected = true
  var heardByICMP = false
  var heardByControlEvent = false

  struct Refused: Hashable, Sendable {
    var reason: String
    var until: Instant
  }

  /// In one sentence: whether the three agree, and if not, how that ends.
  var verdict: String {
    if client, !gateway { return "desync: \(healing)" }
    if let refusal { return "refused as \(refusal.reason): packets are answered locally until \(refusal.until)" }
    if isPending { return isClientJoined ? "asked: the portal's answer is awaited" : "asked: waits for the portal" }
    if gateway, !client { return "desync: harmless, the next packet asks" }
    if portal, !gateway { return "forgotten by both ends: the next packet asks" }
    if gateway, !portal { return "desync: the portal has ended it, the gateway still lets packets through" }
    return "agree"
  }

  /// How a client comes to know that its gateway knows nothing of the access.
  private var healing: String {
    if isPending { return isClientJoined ? "healing, the client has asked" : "heals when the portal is back" }
    if let refusal { return "refused as \(refusal.reason), asks again after \(refusal.until)" }
    guard isConnected else { return "heals with the next packet, which finds no tunnel and asks" }
    guard heardByICMP || heardByControlEvent else { return "the flag is off, packets stay refused" }
    guard isClientJoined else { return "heals when the portal is back and a packet is refused" }
    let way = heardByICMP ? "by ICMP prohibited" : "by no_authorization"
    if let pausedUntil { return "heals with the first packet after \(pausedUntil), \(way)" }
    return "heals with the next packet, \(way)"
  }
}
