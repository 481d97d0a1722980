import Base

/// ```
/// |                              id                               |
/// |qr|   opcode   |aa|tc|rd|ra| z|ad|cd|          rcode            |
/// |            qdcount            |            ancount            |
/// |            nscount            |            arcount            |
/// |          questions, answers, authorities, additionals         |
/// ```
extension LayerSchema {
  package static let dns: LayerSchema = LayerSchema(
    "dns", title: "Domain Name System", rfc: "RFC 1035 §4.1", fixedLength: 12,
    foundation: .layer({ .udp }, []), role: .dns,
    fields: [
      FieldSchema("id", .bits(offset: 0, width: 16), "what a response has from its query"),
      flag("qr", 16, "0: query, 1: response"),
      FieldSchema("opcode", .bits(offset: 17, width: 4), .named(.dnsOpcodes), "kind of query"),
      flag("aa", 21, "authoritative answer"), flag("tc", 22, "truncated"),
      flag("rd", 23, "recursion desired", initial: 1), flag("ra", 24, "recursion available"),
      flag("z", 25, "reserved"), flag("ad", 26, "authentic data (RFC 4035)"),
      flag("cd", 27, "checking disabled (RFC 4035)"),
      FieldSchema("rcode", .bits(offset: 28, width: 4), .named(.dnsHeaderRcodes), "response code, its low four bits"),
      count("qdcount", 32, of: "questions"), count("ancount", 48, of: "answers"),
      count("nscount", 64, of: "authorities"), count("arcount", 80, of: "additionals"),
      FieldSchema("questions", .tail, .items(DNSSection.questions), #"`[question("a.example", aaaa)]`"#),
      .item(DNSSection.question, "name", as: "qname", "name that the first question asks for"),
      .item(DNSSection.question, "type", as: "qtype", "type that the first question asks for"),
      .item(DNSSection.question, "class", as: "qclass", "class that the first question asks for"),
      FieldSchema("answers", .tail, .items(DNSSection.answers), #"`[a("a.example", 192.0.2.1, ttl=60)]`"#),
      FieldSchema("authorities", .tail, .items(DNSSection.authorities), "records of the servers that know"),
      FieldSchema("additionals", .tail, .items(DNSSection.additionals), "further records: `[opt(size=1232, do=1)]`"),
      FieldSchema(
        "compression", .unsent(secret: false), .named(.nameCompressions), "which names are written with pointers",
        initial: 2),
    ],
    recognises: { payload in
      !payload.isStream && [53, 5353, 5355].contains { payload.uses($0) }
        && DNSSection.isMessage(payload.bytes, in: payload.range)
    },
    rewordings: { layer, packet, span in
      [layer.compressing(.owners), layer.compressing(.none), layer.verbatim(packet, span)]
    },
    read: { bytes, start, end in
      let header = Header(schema: .dns, start: start, end: end, origin: start)
      return LayerReading(headerEnd: bytes.variableEnd(of: header) ?? end, end: end, next: .raw)
    })

  private static func flag(_ name: String, _ offset: Int, _ meaning: String, initial: UInt64 = 0) -> FieldSchema {
    FieldSchema(name, .bits(offset: offset, width: 1), meaning, initial: initial)
  }

  private static func count(_ name: String, _ offset: Int, of section: String) -> FieldSchema {
    FieldSchema(
      name, .bits(offset: offset, width: 16), "number of \(section)",
      computed: ComputedField(
        "number of \(section)", rule: .value { site in site.count(of: section).map { .number(UInt64($0)) } }))
  }
}

extension NameTable {
  static let nameCompressions = NameTable([
    NamedValue(0, "none", "no name"), NamedValue(1, "owners", "owners of records"),
    NamedValue(2, "standard", "owners, and names in data of types of RFC 1035"),
  ])
}

extension Layer {
  /// What the layer says of how names are written.
  var nameCompression: NameCompression {
    guard case .dns = schema.role else { return .none }
    return switch number(of: "compression") {
    case 0: .none
    case 1: .owners
    default: .standard
    }
  }

  fileprivate func compressing(_ compression: NameCompression) -> Layer {
    var layer = self
    if let index = schema.index(of: "compression") { layer.assign(index, .number(compression == .none ? 0 : 1)) }
    return layer
  }

  /// With the bytes of every section, and the counts that these cannot say.
  fileprivate func verbatim(_ packet: Packet, _ span: Int) -> Layer {
    var layer = self
    let header = packet.layers[span].header
    for name in ["questions", "answers", "authorities", "additionals"] {
      guard let index = schema.index(of: name), let range = packet.bytes.range(of: schema.fields[index], in: header),
        !range.isEmpty
      else { continue }
      layer.assign(index, .bytes(Array(packet.bytes[range])))
    }
    for name in ["qdcount", "ancount", "nscount", "arcount"] {
      guard let index = schema.index(of: name), let count = packet.number(schema.fields[index], at: span), count > 0
      else { continue }
      layer.assign(index, .number(count))
    }
    return layer
  }
}
