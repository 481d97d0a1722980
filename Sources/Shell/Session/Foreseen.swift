import Script

/// Names that a script gives to what it makes, as far as they can be read without running it.
struct Foreseen {
  private var names: [String] = []
  /// Another lab is loaded: nothing is known of its names.
  private(set) var isOpen = false

  func mayKnow(_ name: String) -> Bool { isOpen || names.contains(name) }

  mutating func look(at command: Command) {
    if command.verb.text == "lab", command.has("load") { isOpen = true }
    guard let new = command["new"]?.expression else { return }
    if let name = new.constantName { names.append(name) } else { isOpen = true }
  }
}
