import Wire

/// A number that an ICMP error or a STUN answer carries, and what it tells here.
struct WireCode: Sendable {
  /// `3/13`: type and code of ICMP. `438`: the error of a STUN answer.
  let number: String
  let name: String
  let aliases: [String]
  let title: String
  let meaning: String
  let law: String

  init(_ number: String, _ names: [String], _ title: String, _ meaning: String, _ law: String) {
    (self.number, self.title, self.meaning, self.law) = (number, title, meaning, law)
    (name, aliases) = (names[0], Array(names.dropFirst()))
  }

  var text: String { "\(title), \(name)\n\n\(meaning.wrapped())\n  the rule behind it: \(law)\n" }

  /// All that a word or a number may mean: `3/13`, `13`, `code=13`, `prohibited`, `438`.
  static func named(_ text: String) -> [WireCode] {
    let word = text.lowercased().replacing("_", with: "-")
    let number = word.hasPrefix("code=") ? String(word.dropFirst("code=".count)) : word
    return (unreachable + otherErrors + stun).filter { code in
      code.number == number || code.number.split(separator: "/").last.map(String.init) == number && code.isUnreachable
        || code.name == word || code.aliases.contains(word)
    }
  }

  /// The codes that scripts write alone, as in `code=13`.
  private var isUnreachable: Bool { Self.unreachable.contains { $0.number == number && $0.title == title } }
}

extension WireCode {
  private static let prohibited = [
    "prohibited", "admin-prohibited", "communication-prohibited", "administratively-prohibited",
  ]

  /// RFC 792, RFC 1812 §5.2.7.1; RFC 4443 §3.1.
  static let unreachable = [
    WireCode(
      "3/0", ["net-unreachable", "network-unreachable"], "ICMPv4 type 3, code 0",
      "No route to the network. The client says so of what belongs to none of its resources; applications get ENETUNREACH.",
      "RFC 792; RFC 1812 §5.2.7.1"),
    WireCode(
      "3/1", ["host-unreachable"], "ICMPv4 type 3, code 1", "The last router cannot reach the host: EHOSTUNREACH.",
      "RFC 792; RFC 1812 §5.2.7.1"),
    WireCode(
      "3/2", ["protocol-unreachable"], "ICMPv4 type 3, code 2", "The host does not speak that protocol: ENOPROTOOPT.",
      "RFC 792; RFC 1122 §3.2.2.1"),
    WireCode(
      "3/3", ["port-unreachable"], "ICMPv4 type 3, code 3", "Nobody listens at that UDP port: ECONNREFUSED.",
      "RFC 1122 §4.1.3.1"),
    WireCode(
      "3/4", ["fragmentation-needed", "frag-needed"], "ICMPv4 type 3, code 4",
      "The packet is longer than the next link carries and may not be cut; the error says how long it may be.",
      "RFC 1191 §4"),
    WireCode(
      "3/9", ["net-prohibited"], "ICMPv4 type 3, code 9",
      "The network is prohibited. A client does not ask for access anew because of it: only code 13 is the gateway's word.",
      "RFC 1122 §3.2.2.1"),
    WireCode(
      "3/10", ["host-prohibited"], "ICMPv4 type 3, code 10",
      "The host is prohibited. A client does not ask for access anew because of it: only code 13 is the gateway's word.",
      "RFC 1122 §3.2.2.1"),
    WireCode(
      "3/13", prohibited, "ICMPv4 type 3, code 13: Communication Administratively Prohibited",
      """
      A gateway refuses the packet: the client has no authorization for the destination, or the resource's filters leave \
      it out. Applications get EHOSTUNREACH; a client that heeds it (`recovery icmp`) asks the portal again.
      """, "RFC 1812 §5.2.7.1"),
    WireCode(
      "1/0", ["no-route"], "ICMPv6 type 1, code 0", "No route to the destination: ENETUNREACH.", "RFC 4443 §3.1"),
    WireCode(
      "1/1", prohibited, "ICMPv6 type 1, code 1: communication with destination administratively prohibited",
      """
      What 3/13 is to IPv4: a gateway refuses the packet. Applications get EACCES; a client that heeds it (`recovery \
      icmp`) asks the portal again.
      """, "RFC 4443 §3.1"),
    WireCode(
      "1/3", ["address-unreachable"], "ICMPv6 type 1, code 3",
      "Nobody has the address. The client says so of what belongs to none of its resources.", "RFC 4443 §3.1"),
    WireCode(
      "1/4", ["port-unreachable"], "ICMPv6 type 1, code 4", "Nobody listens at that UDP port: ECONNREFUSED.",
      "RFC 4443 §3.1"),
    WireCode(
      "1/5", ["policy", "failed-policy"], "ICMPv6 type 1, code 5",
      "The source address failed a policy of what may come in or go out: EACCES.", "RFC 4443 §3.1"),
  ]

  static let otherErrors = [
    WireCode(
      "11/0", ["ttl-exceeded", "transit"], "ICMPv4 type 11, code 0",
      "The time to live ran out on the way: what traceroute listens for.", "RFC 792; RFC 1812 §5.2.7.3"),
    WireCode(
      "11/1", ["reassembly"], "ICMPv4 type 11, code 1", "Not all fragments came in time.", "RFC 792; RFC 1122 §3.3.2"),
    WireCode(
      "2/0", ["packet-too-big"], "ICMPv6 type 2, code 0",
      "The packet is longer than the next link carries; the error says how long it may be.", "RFC 4443 §3.2; RFC 8201"),
    WireCode(
      "3/0", ["hop-limit-exceeded", "transit"], "ICMPv6 type 3, code 0",
      "The hop limit ran out on the way: what traceroute listens for.", "RFC 4443 §3.3"),
  ]

  /// Errors of STUN and TURN that a relay of this system answers with, or that its peers may.
  static let stun: [WireCode] = NameTable.stunErrors.entries.compactMap { entry in
    guard let (meaning, law) = stunMeanings[entry.value] else { return nil }
    return WireCode("\(entry.value)", [entry.name] + entry.aliases, "STUN error \(entry.value)", meaning, law)
  }

  private static let stunMeanings: [UInt64: (String, String)] = [
    400: ("The request cannot be read, or lacks what it has to have.", "RFC 8489 §14.8"),
    401: (
      "The request proves no user: the first one never does, and learns realm and nonce from this answer.",
      "RFC 8489 §9.2.4"
    ),
    403: ("The relay knows who asks, and does not do it: a peer that it reaches for nobody.", "RFC 8656 §9.1"),
    420: ("An attribute that has to be understood, and is not.", "RFC 8489 §6.3.1"),
    437: (
      "An allocation is there already, or none is: client and relay disagree, often after one of them began anew.",
      "RFC 8656 §7.2, §8.2"
    ),
    438: ("The nonce is too old. The answer has a new one, and the request is sent again with it.", "RFC 8489 §9.2.4"),
    440: ("The relay has no address of this family.", "RFC 8656 §7.2"),
    441: ("The allocation belongs to another user than the one who asks.", "RFC 8656 §5"),
    442: ("The relay lends UDP addresses alone.", "RFC 8656 §7.2"),
    443: ("The peer's address is of another family than the relayed one.", "RFC 8656 §10.2"),
    486: ("The user has as many allocations as it may.", "RFC 8656 §7.2"),
    487: ("Both sides of a check believe that they control; one gives way.", "RFC 8445 §7.3.1.1"),
    500: ("The server failed, and the request may be tried again.", "RFC 8489 §14.8"),
    508: ("Every port of the relay is lent.", "RFC 8656 §7.2"),
  ]
}
