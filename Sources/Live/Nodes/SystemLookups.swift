import Access
import Base
import Glibc
import Synchronization

/// Names that the system's own resolver looks up (getaddrinfo(3)): it waits, so it gets threads of its own.
final class SystemLookups: Sendable {
  private struct State {
    var waiting: [NameLookup] = []
    var running = 0
    var answers: [(LookupID, LookupAnswer)] = []
  }

  private let state = Mutex(State())
  let bell: Bell

  /// Our own: threads at once. What is more waits in order; the machine gives up what waits for too long.
  private static let greatestThreads = 16

  init() throws(SystemError) { bell = try Bell() }

  func begin(_ lookup: NameLookup) {
    let starts = state.withLock { state in
      state.waiting.append(lookup)
      guard state.running < Self.greatestThreads else { return false }
      state.running += 1
      return true
    }
    guard starts else { return }
    do throws(SystemError) {
      try LoopThread.detach { [self] in work() }
    } catch {
      state.withLock { state in
        state.running -= 1
        state.waiting.removeAll { $0.id == lookup.id }
        state.answers.append((lookup.id, .failed("\(error)")))
      }
      bell.ring()
    }
  }

  func takeAnswers() -> [(LookupID, LookupAnswer)] {
    bell.silence()
    return state.withLock { state in
      defer { state.answers.removeAll() }
      return state.answers
    }
  }

  private func work() {
    while let next = take() {
      let answer = Self.look(up: next.domain.wireText)
      state.withLock { $0.answers.append((next.id, answer)) }
      bell.ring()
    }
  }

  private func take() -> NameLookup? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }

  /// Waits.
  static func look(up name: String) -> LookupAnswer {
    var wish = addrinfo()
    wish.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &wish, &list)
    guard code == 0 else { return .failed(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var next = list
    while let entry = next?.pointee {
      if let address = SocketName.address(entry.ai_addr), !addresses.contains(address) { addresses.append(address) }
      next = entry.ai_next
    }
    return .addresses(addresses)
  }
}
