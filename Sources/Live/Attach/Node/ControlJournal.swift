import Base
import Lab
import Synchronization

/// What a node tells those who are attached: the last events of all, and each listener's own queue.
///
/// The node's thread writes, the control socket's thread reads. What nobody reads in time is counted and dropped.
package final class ControlJournal: Sendable {
  struct Entry: Sendable {
    let record: TraceRecord
    let at: Int64
    let origin: ControlOrigin
  }

  fileprivate struct Listener {
    let packets: Bool
    var queue: [Entry] = []
    var lost = 0
  }

  fileprivate struct State {
    /// A ring: the oldest stands at `oldest`.
    var past: [Entry] = []
    var oldest = 0
    var listeners: [UInt64: Listener] = [:]
    var origin = ControlOrigin.nobody
    /// What opens what listeners were told of.
    var keyLog: [String] = []
  }

  private let state = Mutex(State())
  private let packetListeners = Atomic<Int>(0)
  /// Rung when a queue is no longer empty.
  let bell: Bell

  /// Our own: what is remembered for those who come later.
  private static let memory = 1000
  /// Our own: what waits for one listener.
  private static let capacity = 16_384
  /// Our own: lines of a key log, of a thousand handshakes and more.
  private static let keyLines = 4096

  init() throws(SystemError) { bell = try Bell() }

  /// Whether anybody wants to know what becomes of single packets.
  package var wantsPackets: Bool { packetListeners.load(ordering: .relaxed) > 0 }

  /// What follows until the next call is done for somebody who asked, or for nobody.
  package func begin(for origin: ControlOrigin = .nobody) { state.withLock { $0.origin = origin } }

  /// - Parameter isPacket: whether it is about a single packet: only who asked for those is told, and nobody later.
  package func note(_ record: TraceRecord, isPacket: Bool = false) {
    let isNews = state.withLock { state in
      // Under the lock: whoever hears that all until a moment was told must not miss one before it.
      let entry = Entry(record: record, at: LiveClock.machineTime, origin: state.origin)
      if !isPacket { state.remember(entry, Self.memory) }
      var isNews = false
      for number in state.listeners.keys where !isPacket || state.listeners[number]?.packets == true {
        isNews = state.append(entry, to: number, Self.capacity) || isNews
      }
      return isNews
    }
    if isNews { bell.ring() }
  }

  /// Keeps what opens a session that begins now, for as long as somebody is told of packets: a session that nobody saw
  /// stays closed. Nobody is told of it who does not ask.
  package func keep(_ secret: @autoclosure () -> [String]) {
    guard wantsPackets else { return }
    let lines = secret()
    state.withLock { state in
      state.keyLog += lines
      if state.keyLog.count > Self.keyLines { state.keyLog.removeFirst(state.keyLog.count - Self.keyLines) }
    }
  }

  package var keyLog: [String] { state.withLock { $0.keyLog } }

  func listen(_ number: UInt64, packets: Bool) {
    state.withLock { state in
      if state.listeners[number]?.packets == true { packetListeners.subtract(1, ordering: .relaxed) }
      if packets { packetListeners.add(1, ordering: .relaxed) }
      let isNew = state.listeners[number] == nil
      let past = Array(state.past[state.oldest...] + state.past[..<state.oldest])
      let waiting = state.listeners[number]?.queue ?? []
      state.listeners[number] = Listener(packets: packets, queue: isNew ? past : waiting)
      if !wantsPackets { state.keyLog = [] }
    }
    bell.ring()
  }

  func leave(_ number: UInt64) {
    state.withLock { state in
      if state.listeners[number]?.packets == true { packetListeners.subtract(1, ordering: .relaxed) }
      state.listeners[number] = nil
      if !wantsPackets { state.keyLog = [] }
    }
  }

  /// What waits for a listener, how much was lost before it, and until when nothing else was told.
  func take(for number: UInt64) -> (entries: [Entry], lost: Int, until: Int64) {
    state.withLock { state in
      guard let listener = state.listeners[number] else { return ([], 0, LiveClock.machineTime) }
      state.listeners[number]?.queue = []
      state.listeners[number]?.lost = 0
      return (listener.queue, listener.lost, LiveClock.machineTime)
    }
  }
}

extension ControlJournal.State {
  fileprivate mutating func remember(_ entry: ControlJournal.Entry, _ memory: Int) {
    guard past.count == memory else { return past.append(entry) }
    past[oldest] = entry
    oldest = (oldest + 1) % memory
  }

  /// - Returns: whether there was nothing before it.
  fileprivate mutating func append(_ entry: ControlJournal.Entry, to number: UInt64, _ capacity: Int) -> Bool {
    guard let count = listeners[number]?.queue.count else { return false }
    if count < capacity { listeners[number]?.queue.append(entry) } else { listeners[number]?.lost += 1 }
    return count == 0
  }
}
