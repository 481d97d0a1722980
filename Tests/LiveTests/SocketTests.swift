import Access
import Base
import Glibc
import Testing
import Wire

@testable import Live

@Suite struct SocketTests {
  static let v4 = IPAddress.v4(IPv4Address(127, 0, 0, 1))
  static let v6 = IPAddress.v6(IPv6Address(high: 0, low: 1))

  /// What `lengths` datagrams become on their way over loopback, in order.
  private func pass(
    _ lengths: [Int], _ address: IPAddress, isBusy: Bool, ecn: ECN = .notECT
  ) throws -> [DatagramIntake.Arrival] {
    let options = UDPSocket.Options(isBusy: isBusy)
    let (sender, receiver) = (
      try UDPSocket(Endpoint(address, 0), options), try UDPSocket(Endpoint(address, 0), options)
    )
    let (outlet, intake) = (DatagramOutlet(), DatagramIntake())
    for (i, length) in lengths.enumerated() {
      let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: i), count: length)
      let (from, to) = (Endpoint(address, sender.port), Endpoint(address, receiver.port))
      if !outlet.put(bytes, from: from, to: to, ecn: ecn, by: sender) {
        outlet.flush { Issue.record("\($0)") }
        #expect(outlet.put(bytes, from: from, to: to, ecn: ecn, by: sender))
      }
    }
    outlet.flush { Issue.record("\($0)") }
    #expect(outlet.isEmpty)
    var arrivals: [DatagramIntake.Arrival] = []
    // Loopback delivers at once; what is not there after a while was lost.
    for _ in 0..<1000 where arrivals.count < lengths.count {
      if !intake.take(from: receiver, { arrivals.append($0) }) { usleep(100) }
    }
    for arrival in arrivals {
      #expect(arrival.from == Endpoint(address, sender.port))
      #expect(arrival.to == Endpoint(address, receiver.port))
      #expect(arrival.ecn == ecn)
    }
    return arrivals
  }

  @Test(
    arguments: [
      [100], Array(repeating: 1300, count: 90), [1300, 1300, 700, 1300, 1300, 1, 1300], [0], [5, 0, 5], [1, 2, 3, 4],
      [65_000], Array(1...100),
    ], [true, false])
  func `datagrams keep their order, their bounds and their ends`(lengths: [Int], isBusy: Bool) throws {
    for address in [Self.v4, Self.v6] {
      let arrivals = try pass(lengths, address, isBusy: isBusy)
      #expect(arrivals.map(\.bytes.count) == lengths)
      #expect(arrivals.enumerated().allSatisfy { i, a in a.bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: i) } })
    }
  }

  @Test(arguments: [ECN.notECT, .ect0, .ect1, .congestionExperienced])
  func `what routers say of congestion is kept`(ecn: ECN) throws {
    for address in [Self.v4, Self.v6] { #expect(try pass([9, 9, 9], address, isBusy: true, ecn: ecn).count == 3) }
  }

  @Test func `a port that somebody has is told in words`() throws {
    let first = try UDPSocket(Endpoint(Self.v4, 0))
    let error = #expect(throws: SystemError.self) { try UDPSocket(Endpoint(Self.v4, first.port)) }
    #expect(
      error?.description
        == "cannot bind 127.0.0.1:\(first.port)/udp: Address already in use; another process has this port")
  }

  @Test func `a destination that cannot be is told, and those behind it are sent`() throws {
    let (sender, receiver) = (try UDPSocket(Endpoint(Self.v4, 0)), try UDPSocket(Endpoint(Self.v4, 0)))
    let outlet = DatagramOutlet()
    let from = Endpoint(Self.v4, sender.port)
    var failures: [DatagramOutlet.Failure] = []
    // An address that is not ours cannot be sent from.
    let foreign = Endpoint(.v4(IPv4Address(192, 0, 2, 1)), sender.port)
    #expect(outlet.put([1], from: foreign, to: Endpoint(Self.v4, receiver.port), by: sender))
    #expect(outlet.put([2], from: from, to: Endpoint(Self.v4, receiver.port), by: sender))
    outlet.flush { failures.append($0) }
    #expect(failures.map(\.datagrams) == [1])
    var got: [[UInt8]] = []
    for _ in 0..<1000 where got.isEmpty {
      if !DatagramIntake().take(from: receiver, { got.append($0.bytes) }) { usleep(100) }
    }
    #expect(got == [[2]])
  }

  @Test(arguments: [
    ("", []), ("nameserver 1.1.1.1\n", ["1.1.1.1:53"]), ("# nameserver 1.1.1.1\nsearch a\n", []),
    ("nameserver\t2001:db8::1\nnameserver fe80::1%eth0", ["[2001:db8::1]:53", "[fe80::1]:53"]),
    (
      "nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4",
      ["1.1.1.1:53", "1.1.1.2:53", "1.1.1.3:53"]
    ),
    ("nameserver nobody\nnameserver 1.1.1.1 more\n", ["1.1.1.1:53"]),
  ])
  func `name servers are read as resolv.conf(5) says`(text: String, servers: [String]) {
    #expect(ResolverFile.servers(in: text).map(\.description) == servers)
  }
}

@Suite struct PortalEventTests {
  private func isOpened(_ link: PortalLink?) -> Bool { if case .opened = link { true } else { false } }

  @Test func `what a dropped socket still says is not heard`() throws {
    let events = try PortalEvents()
    let first = events.begin()
    events.post(.text("old"), of: first)
    let second = events.begin()
    events.post(.text("late"), of: first)
    events.post(.opened, of: second)
    let taken = events.takeAll()
    #expect(taken.count == 1 && isOpened(taken.first))
    events.end()
    events.post(.text("later"), of: second)
    #expect(events.takeAll().isEmpty)
  }

  @Test func `nothing follows an end`() throws {
    let events = try PortalEvents()
    let attempt = events.begin()
    events.post(.closed(reason: "gone"), of: attempt)
    events.post(.text("ghost"), of: attempt)
    #expect(events.takeAll().count == 1)
  }
}
