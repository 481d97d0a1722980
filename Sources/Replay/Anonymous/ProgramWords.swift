import Base

/// The words that the program itself says in events and states. What is none of them may be somebody's name.
enum ProgramWords {
  static func contains(_ word: String) -> Bool { table.contains(word.lowercased()) }

  private static let table: SortedTable<String, Bool> = {
    var table = SortedTable<String, Bool>()
    for word in all.split(whereSeparator: \.isWhitespace) { table[String(word)] = true }
    return table
  }()

  /// In alphabetical order.
  private static let all = """
    a aa aaaa abandoned abcdef about absent accepted access account ack acknowledgment active actor actors ad added
    additional additionals addr address addresses admin administratively admit adnsr advertisement advertisements
    afs afsdb after again agent agree agreed algorithm algorithms alias alike all allocate allocated allocating
    allocation allocations allow allowed alone alpn already alternate alternative am among an ancount and android
    another answer answered answers any anyone anywhere ap apl app apple application applications applied arcount
    are arpa array arrival arrived as ask asked asker asks asleep assertion assigned association asymmetric at
    atetime attempt attempts attribute attributes authentic authentication authoritative authorities authority
    authorization authorizations authorize authorized available away axfr back backoff backslash bad badalg
    badcookie badkey badmode badname badsig badtime badtrunc badvers base be became because before began begun
    behaves behind belongs below beside best better between beyond big bind binding bits blocks body bootps both
    bottom bound break breaker breakpoint broad broadcast budget buffer buffered busy by bypassed byte bytes caa
    calendar came can candidate candidates canonical capacity carried cause cd cdnskey cds cert certificate
    certification ch chain challenged chance change changed channel channelbind channels chaos character check
    checking checks checksum child chksum choosing chose chosen cidr class client clienthello clients clock close
    closed cname code come comes command common communication complement completed component compressed compression
    computed conditions config configuration configured confirmation confirmed conflict connect connectable
    connected connecting connection connections connlib contained contains contradicting contradiction control
    controlled controlling conversion cookie copy corrupted could count counter crash crashed crc create created
    createpermission creation credentials critical csync curl current cut cutoff cwr data datagram dataofs datetime
    dead deallocated decided decompression decryption default defined delay delegation deleted delivered demanded
    denied deprecated description desired dest destination desync detail device df dhcid dhcp did dig digest digits
    direct direction disabled discarded disconnect disconnected discovered discovery displaced dlv dname dns dnskey
    dnssec do does dohpath domain don done dont down dport drawn drop dropped ds dso dsotypeni dst dual duplicate
    duplicated duration each early ece ech echconfiglist echo echoed ecs ede edges edns eer effect egress eight
    either else empty enabled encountered encrypted end ended endpoint ends entire entries entry eol ephemeral
    equals errno erroneous error errors esource ession established eui even event events every evice evict exceeded
    exchange exchanger exhausted exist existent exists exp expansion experiment experimental experimentation expire
    expired expires expiry extended extension extensions failed failure false family far fast fastopen fatal fault
    fc fd fe feature few ff fff ffff field file fills filter filtered filters fin fingerprint first fit flag flags
    flight flood flow flushes fmipv follow follows for forbidden foreign forget format formed formerly formerr
    forwarded forwarder found foundation four frag fragment fragmentation fragments frame free freed from full
    further fzff gate gateway gateways gave generation get getent given gives goes gone good goodbye got grace
    greater greatest group groups gui had handshake has hash hashed have header headers headless heal heals
    heartbeat heartbeats held here hesiod hidden hides high higher hinfo hint hints hip hmac holds home hop hops
    host how hs http https hundreds ice icec icmp icmpe icmpext icmpv id identification identifier identity idle ids
    if ignored ignores ilnpv impatient implemented in inactive inbound incoming incomplete incremental index
    indicates indication indices info information informational ingress init initial initiate initiation initiator
    inner instead insufficient integer integrity intent interface interfaces intermediate internet into invalid
    invalidate invalidated inverse iodef ip ipl ips ipsec ipseckey ipv iquery is isolated issue issuewild it its
    itself ixfr join joined joining judged keep keepalive keeps kept key keys kind knew know known knows kx label
    lan large last late later layer lead leads learned leave leaves left legacy lending lends length lengths lent
    let lets life lifetime limit limited link list listener live loc local locally location locator log login long
    longer look lookaside looks lookup lookups lose lost low lowest mac machine made magic mail maila mailb mailbox
    make makes malformed mandatory many map mapped mapping mask masquerade max maximum may mb md meaning member
    membership message messages method mf mg midnight milliseconds mime mind minfo minimum minute mismatch missing
    mname mobile mobility mode more most moved mpl mpls mr mss mtu multicast multiple must mx name named names
    naming naptr nat nats nearest need needed needs neighbor neighbour neither net network new newest next no nobody
    node nodes noerror nominated nominating non nonce none nop nor normal not notauth noted nothing notices notify
    notimp notzone ns nscount nsdname nsec nsid ntp null number numbers nxdomain nxrrset object objects oblivious
    obsolete ocation occupied of off offline offset ohttp ok old on one online only opaque opcode open opened
    openpgp openpgpkey opens operation operations operator opt option options or order origin original originate
    other others our out outbound outgoing outside over overflow overlapping own owner owners packet packets padding
    pair pairs param parameter parameters params parent part partition pass passed password path pause payload peer
    peers pending people per permission permitted persistent person phase phoenix photuris phx ping place point
    pointer pointers policies policy pong port portal ports precedence preference prefix prepare presence preshared
    prflx priority private probe problem process program progress prohibited properties property proto protocol
    protocols provider proxies proxy pseudo psh ptr ptrdname public put qclass qdcount qname qr qtype quench queries
    query question questions queue queued quirk quirks quota quote quoted ra raddr ran range rcode rd rdata rdlength
    re reach reachable reached reaches read ready real realm reason reassembly reassigned reauthorize receive
    received receiver receivers recheck recognized reconnect record recorded recording records recovery recreating
    recursion redentials redirect redirection ref reflexive refresh refreshed refusals refused refuses region
    registration reject rejected rekey related relay relayed relays release released releasing remembers remote
    removed rename renewed renumbering repeated replaced replayed reply report reporter request requested requests
    required reservation reserve reserved reset resolved resolver resolvers resource resources responder response
    responsible rest restarted restriction result retransmission retransmitted retries retry return reuse reused rev
    rfc right rname roam roamed role root round route router routers routes routing row rp rpl rport rr rror rrs
    rrsig rst rtt rule running runs sack sackok same satisfy saw says scale scaling scope seamoby second seconds
    secret secure security segment selected selection selective self send sender sent sentinel sentinels separator
    seq sequence serial servants server servers servfail service session sessions set sha share shift shifted short
    should shut side sides sig sign signal signature signatures signer silence silent since site sites size skip
    slept slug smimea snownet so soa socket sockets soft software solicitation soon source sources span speaks
    specific speed spent spf spi sport sr src srflx srv ssh sshfp stack stale stamp standard stands start started
    state stateful static status stay step stopped stranger stream streams string strings structure stun stuns style
    sub subject subnet subtree succeeded success successful such summary superseded supply support supported
    suspected suspended svcb switched syn synchronization system ta table tag tags taken takes tap target tc tcp
    tears tells template termination text texts tfo than that the their them there these they this those thought
    three tie time timed timeout timer timers timestamp timestamps tkey tls tlsa to token tokens told too took top
    topic tos towards traceroute traffic transaction transfer transit translated translation translations
    transmission transmit transport traversal tried trigger trip true truncated truncation trust try tsecr tsig
    tsval ttl tun tunnel turn turns twice twin two txid txt typ type types udp ufrag uint unanswered unassigned
    unauthenticated unauthorized unavailable unbound unchanged unclaimed undecryptable understood unexpected unicast
    units unknown unlimited unlisted unmatched unordered unquoted unreach unreachable unreadable unrecognized
    unresolved unsent unsolicited unsupported until untranslatable unusable unused unverified up update updated
    upper upstream urg urgent urgptr uri us use useless user userhash username usual ut utc utcd utf utilities uuid
    valid value vanishes variant variants verdict verified version versions violated violation void wait waiting
    waits wanted was way weight well went were wg what when where whether which while who whom whose why will window
    wipes wire wireguard with withdrawn within without wks woke word words work world would written wrong ws wscale
    xor xored xxxx you yxdomain yxrrset zero zeros zone zonemd
    """
}
