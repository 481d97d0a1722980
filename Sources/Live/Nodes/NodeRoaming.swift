import Access
import Base
import Lab

// What a live node does when the system around it changes.

extension LiveNode {
  func lookAround(at now: Instant) {
    for change in surroundings.look(at: now) {
      switch change {
      case .servers(let servers): tell(.systemResolvers(servers), at: now)
      case .network: roam(at: now)
      case .namesFailed(let error): observe(.interfaceFailed(error), now)
      }
    }
  }

  /// Before anything is judged by a date.
  func watchClock(at now: Instant) {
    guard let span = dates.look() else { return }
    observe(.clockSet(by: span), now)
    if let input = Machine.clockSet(dates.wall) { tell(input, at: now) }
  }

  /// New sockets, by which relays take the node for somebody else, and a machine that begins again.
  ///
  /// A gateway does not roam: its clients find it again when it has been away for too long.
  func roam(at now: Instant) {
    surroundings.roads.forget()
    guard Machine.roams else { return }
    flushOutlet(at: now)
    outlet.abandon()
    for socket in sockets.all { poller.forget(socket.descriptor) }
    surroundings.isCutOff = true
    do throws(SystemError) {
      try sockets.renew()
      for (source, socket) in sockets.bySource { try poller.watch(socket.descriptor, source.token) }
      surroundings.isCutOff = false
    } catch {
      observe(.interfaceFailed(error), now)
    }
    if let input = Machine.roamed(to: sockets.endpoints) { tell(input, at: now) }
  }

  /// Goodbyes go out as soon as the kernel takes them, and nobody waits for answers; what it does not take soon is left.
  func leave() {
    let now = clock.now
    tell(.shutDown, at: now)
    obey(at: now)
    flushOutlet(at: now)
    // The data plane's document.
    let limit = now + .seconds(1)
    while !outlet.isEmpty, clock.now < limit {
      _ = try? poller.wait(for: .milliseconds(20))
      flushOutlet(at: clock.now)
    }
  }
}
