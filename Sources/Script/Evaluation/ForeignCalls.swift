/// Calls of Scapy and Python that nothing here bears the name of, and what is written instead.
package enum ForeignCalls {
  /// - Parameters:
  ///   - name: as it was called, `p.haslayer`.
  ///   - arguments: their texts.
  package static func advice(_ name: String, _ arguments: [String]) -> String? {
    let parts = name.split(separator: ".").map(String.init)
    guard let method = parts.last, parts.count > 1 else { return function(name, arguments) }
    return self.method(method, of: parts.dropLast().joined(separator: "."), arguments)
  }

  private static func method(_ method: String, of packet: String, _ arguments: [String]) -> String? {
    let first = arguments.first
    let layer = first?.lowercased() ?? "LAYER"
    switch method {
    case "show", "display": return "write: show \(packet)"
    case "show2": return "write: show \(packet) built"
    case "summary", "nsummary", "mysummary": return "write: summary \(packet)"
    case "command": return "write: source \(packet)"
    case "json": return "write: \(packet) to json"
    case "haslayer": return "write: \(packet) has \(layer)"
    case "getlayer": return "write: \(packet).\(layer)" + (arguments.count > 1 ? "[\(arguments[1])]" : "")
    case "remove_payload": return "write: \(packet) without LAYER"
    case "hexdump", "hexraw", "pdfdump", "psdump": return "write: hex \(packet) map"
    case "build", "do_build": return "write: \(packet).bytes"
    case "copy", "clone_with": return "a packet is a value: let q = \(packet)"
    case "layers": return "write: show \(packet)"
    case "sprintf": return "write: \"{\(packet).ip.src}\", with a value in braces"
    case "answers", "hashret": return "`ask` pairs answers by itself"
    case "fragment": return "write: fragment \(packet) to 1280"
    case "filter": return "write: \(packet) | where PATTERN"
    case "conversations": return "write: read FILE | count by conversation"
    case "time": return "write: read FILE | select time, delta"
    default: return nil
    }
  }

  private static func function(_ name: String, _ arguments: [String]) -> String? {
    let first = arguments.first ?? "P"
    switch name {
    case "len": return "write: count(\(first)), or \(first).length of a packet"
    case "print", "str", "repr": return "write: \(first)"
    case "bytes", "hexstr", "hexraw", "chexdump": return "write: \(first).bytes, or hex \(first)"
    case "int", "ord": return "numbers are written as they are: 13, 0x0d"
    case "range": return arguments.count > 1 ? "write: \(arguments[0])..(\(arguments[1]) - 1)" : "write: 0..\(first)"
    case "sprintf": return "write: \"{p.ip.src}\", with a value in braces"
    case "wireshark", "tcpdump", "tdecode": return "write: write pcapng FILE \(first)"
    case "traceroute", "traceroute6", "tcptraceroute":
      let target = first.filter { $0 != "\"" }
      return "write: ask ip(dst=\(target), ttl=1..16)/icmp() from client"
    case "arping", "arpcachepoison", "ARP", "Ether", "Dot1Q", "CookedLinux", "Loopback", "srpflood", "getmacbyip":
      return "packets begin with IP here: there is no Ethernet"
    case "defragment", "defrag": return "write: reassemble \(first)"
    case "fragment": return "write: fragment \(first) to 1280"
    case "import_hexcap": return "write: packet { … }, with the hexdump between the braces"
    case "Net": return "a network is written as it is: 10.0.0.0/30"
    case "RawVal": return "write: raw x\"…\""
    case "AsyncSniffer": return "write: let w = watch icmp at client.tun, and w.packets behind it"
    case "bridge_and_sniff": return "write: on PATTERN at TAP : edit { field = value }"
    case "DNSQR": return "the question is in the layer: dns(qname=\"a.example\", qtype=a)"
    case "DNSRR": return "write: dns(answers=[a(\"a.example\", 10.0.0.1)])"
    default:
      return name.hasPrefix("Rand") ? "write: rand, or rand(1..9), rand(10.0.0.0/8), rand(bytes=20)" : layer(name)
    }
  }

  /// Scapy's class of a message that is a layer with a type here.
  private static func layer(_ name: String) -> String? {
    switch name {
    case "ICMPv6EchoRequest": "write: icmp6(type=echo-request)"
    case "ICMPv6EchoReply": "write: icmp6(type=echo-reply)"
    case "ICMPv6DestUnreach": "write: icmp6(type=unreachable, code=…, quote=P)"
    case "ICMPv6PacketTooBig": "write: icmp6(type=packet-too-big, mtu=1280, quote=P)"
    case "ICMPv6TimeExceeded": "write: icmp6(type=time-exceeded, quote=P)"
    case "ICMPv6ParamProblem": "write: icmp6(type=parameter-problem, pointer=…, quote=P)"
    case "IPerror", "ICMPerror", "UDPerror", "TCPerror", "IPerror6": "write: icmp(type=unreachable, quote=P)"
    case "IPv6ExtHdrHopByHop": "write: hopopts(options=[…])"
    case "IPv6ExtHdrDestOpt": "write: dstopts(options=[…])"
    case "IPv6ExtHdrRouting", "IPv6ExtHdrSegmentRouting": "write: routing(type=…)"
    case "IPv6ExtHdrFragment": "write: frag6()"
    case "Wireguard", "WireguardInitiation": "write: wg.initiation(from=client, to=gateway)"
    default: nil
    }
  }
}
