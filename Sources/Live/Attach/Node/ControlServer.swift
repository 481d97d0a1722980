import Base
import Glibc
import Lab
import Synchronization
import Wire

/// Serves a node's control socket on a thread of its own: whatever peers do there, the node's loop does not wait.
///
/// Everything that grows is bounded: peers, the length of a line, what waits to be sent. Who does not read is not heard
/// any more until he does.
package final class ControlServer: @unchecked Sendable {
  /// Until the end.
  private var socket: ControlSocket?
  private let hello: ControlHello
  private let desk: ControlDesk
  private let deliver: @Sendable (ControlDesk.Asked) -> Void
  private let poller: Poller
  private let mail: Mail
  private let owner = geteuid()
  /// In the order of their numbers; on the server's thread alone.
  private var peers = SortedTable<UInt64, ControlPeer>()
  private var lastNumber: UInt64 = 0
  private var thread: pthread_t?
  /// The process has no descriptor left for another peer: whoever knocks waits a while.
  private var isDeaf = false

  /// Our own.
  private static let mostPeers = 32
  private static let deafness: Duration = .seconds(1)
  private static let listenerToken = Poller.Token(0)
  private static let journalToken = Poller.Token(1)
  private static let mailToken = Poller.Token(2)
  private static let firstPeer: UInt64 = 3

  /// - Parameter deliver: hands what was asked to the node's own thread; without one the node looks at its desk.
  package init(
    _ socket: ControlSocket, _ hello: ControlHello, _ desk: ControlDesk,
    deliver: (@Sendable (ControlDesk.Asked) -> Void)? = nil
  ) throws(SystemError) {
    (self.socket, self.hello, self.desk) = (socket, hello, desk)
    self.deliver = deliver ?? { [desk] in desk.put($0) }
    (poller, mail) = (try Poller(), try Mail())
    try poller.watch(socket.descriptor, Self.listenerToken)
    try poller.watch(desk.journal.bell.descriptor, Self.journalToken)
    try poller.watch(mail.bell.descriptor, Self.mailToken)
  }

  package func start() throws(SystemError) {
    thread = try LoopThread.start { [self] in
      while !mail.isOver { turn() }
    }
  }

  /// The thread ends, and with it every connection.
  package func stop() {
    mail.stop()
    if let thread { pthread_join(thread, nil) }
    thread = nil
    for number in peers.keys { drop(number) }
    socket = nil
  }

  private func turn() {
    guard let ready = try? poller.wait(for: isDeaf ? Self.deafness : nil) else { return mail.stop() }
    if isDeaf { listen(true) }
    for one in ready {
      switch one.token {
      case Self.listenerToken: letIn()
      case Self.journalToken: tellAll()
      case Self.mailToken: for reply in mail.take() { post(reply.reply, to: reply.to) }
      default: serve(one)
      }
    }
  }

  private func listen(_ listens: Bool) {
    isDeaf = !listens
    if let socket { poller.change(socket.descriptor, Self.listenerToken, to: listens ? .read : []) }
  }

  private func letIn() {
    while let stream = socket?.accept() {
      // Root may look at everything; nobody else at what is not his.
      guard let user = stream.peer, user == owner || user == 0, peers.count < Self.mostPeers else { continue }
      lastNumber += 1
      let number = Self.firstPeer + lastNumber
      guard (try? poller.watch(stream.descriptor, Poller.Token(number))) != nil else { continue }
      peers[number] = ControlPeer(stream)
      send(.hello(hello), to: number)
    }
    // It stays ready for as long as nobody can be let in.
    if [EMFILE, ENFILE].contains(errno) { listen(false) }
  }

  private func serve(_ ready: Poller.Ready) {
    let number = ready.token.number
    if ready.canWrite {
      flush(number)
      resume(number)
    }
    guard ready.canRead, let peer = peers[number] else { return }
    // Of one that has no more to say only a hang-up is told.
    guard !peer.isOver else { return drop(number) }
    switch peer.stream.read() {
    case .nothing: return
    case .bytes(let bytes): peers.update(number) { $0.lines.append(bytes) }
    case .end: peers.update(number) { $0.isOver = true }
    }
    hear(number)
    flush(number)
  }

  /// Does what whole lines ask for, as long as the answers are read.
  private func hear(_ number: UInt64) {
    while let peer = peers[number], !peer.isFull {
      var line: [UInt8]?
      var fault: ControlRefusal?
      peers.update(number) { peer in
        do throws(ControlRefusal) { line = try peer.lines.next() } catch { fault = error }
      }
      if let fault {
        send(.answer(id: 0, .refused(fault)), to: number)
        return drop(number)
      }
      guard let line else { return }
      obey(line, of: number)
    }
  }

  private func obey(_ line: [UInt8], of number: UInt64) {
    let request: ControlRequest
    do throws(ControlRefusal) { request = try ControlCoding.message(ControlRequest.self, line) } catch {
      return send(.answer(id: ControlCoding.number(of: line), .refused(error)), to: number)
    }
    switch request.wish {
    case .listen(let packets):
      desk.journal.listen(number, packets: packets)
      send(.answer(id: request.id, .done), to: number)
    case .sync:
      let until = tell(number)
      send(.answer(id: request.id, .told(until: until)), to: number)
    case .inject(let packet, _, let claims):
      if claims { claim(packet, for: number) }
      ask(request, number)
    default: ask(request, number)
    }
  }

  private func ask(_ request: ControlRequest, _ number: UInt64) {
    let (id, mail) = (request.id, mail)
    peers.update(number) { $0.asked += 1 }
    deliver(
      ControlDesk.Asked(wish: request.wish, origin: ControlOrigin(connection: number, request: id)) { answer in
        mail.put(.answer(id: id, answer), to: number)
      })
  }

  private func claim(_ packet: IPPacket, for number: UInt64) {
    let mail = mail
    desk.claims.claim(packet, for: number) { mail.put(.answered($0, packet: $1.number), to: number) }
  }

  private func tellAll() {
    desk.journal.bell.silence()
    for number in peers.keys where peers[number]?.isFull == false { tell(number) }
  }

  /// - Returns: until when all was told.
  @discardableResult
  private func tell(_ number: UInt64) -> Int64 {
    let news = desk.journal.take(for: number)
    var lines: [UInt8] = []
    if news.lost > 0 { lines += ControlCoding.line(ControlReply.lost(news.lost)) }
    for entry in news.entries {
      let wish = entry.origin.connection == number ? entry.origin.request : 0
      lines += ControlCoding.line(ControlReply.event(ControlRecord(entry.record, at: entry.at, wish: wish)))
    }
    peers.update(number) { $0.outgoing += lines }
    flush(number)
    return news.until
  }

  private func send(_ reply: ControlReply, to number: UInt64) {
    peers.update(number) { $0.outgoing += ControlCoding.line(reply) }
    flush(number)
  }

  /// What comes from the node's thread. What happened before it has to be told before it.
  private func post(_ reply: ControlReply, to number: UInt64) {
    tell(number)
    peers.update(number) { peer in
      if case .answer = reply { peer.asked -= 1 }
      peer.outgoing += ControlCoding.line(reply)
    }
    flush(number)
    resume(number)
  }

  private func flush(_ number: UInt64) {
    guard peers.update(number, { $0.flush() }) == true, let peer = peers[number] else { return drop(number) }
    if peer.isOver, peer.isEmpty, peer.asked == 0 { return drop(number) }
    let interest: Poller.Interest = [peer.isFull || peer.isOver ? [] : .read, peer.isEmpty ? [] : .write]
    poller.change(peer.stream.descriptor, Poller.Token(number), to: interest)
  }

  /// What had to wait while there was too much to send.
  private func resume(_ number: UInt64) {
    guard peers[number]?.isFull == false else { return }
    tell(number)
    hear(number)
  }

  private func drop(_ number: UInt64) {
    guard let peer = peers.take(number) else { return }
    poller.forget(peer.stream.descriptor)
    desk.journal.leave(number)
    desk.claims.leave(number)
  }
}

/// What other threads have to say to peers.
private final class Mail: Sendable {
  private struct State {
    var replies: [(reply: ControlReply, to: UInt64)] = []
    var isOver = false
  }

  private let state = Mutex(State())
  let bell: Bell

  init() throws(SystemError) { bell = try Bell() }

  func put(_ reply: ControlReply, to number: UInt64) {
    state.withLock { $0.replies.append((reply, number)) }
    bell.ring()
  }

  func take() -> [(reply: ControlReply, to: UInt64)] {
    bell.silence()
    return state.withLock { state in
      defer { state.replies = [] }
      return state.replies
    }
  }

  func stop() {
    state.withLock { $0.isOver = true }
    bell.ring()
  }

  var isOver: Bool { state.withLock { $0.isOver } }
}
