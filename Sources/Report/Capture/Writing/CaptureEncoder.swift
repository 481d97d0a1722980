/// Packets as a pcapng file (draft-ietf-opsawg-pcapng): every interface is described where its first packet stands, and
/// packets of another section begin one.
///
/// ```
/// section header · secrets if there are any · interface descriptions · packets … · section header · …
/// ```
package struct CaptureEncoder {
  private var bytes = CaptureBytes()
  private var section: CaptureSection?
  private var numbers: [ObjectIdentifier: UInt32] = [:]
  /// Those that have a number: what an identifier stands for must live as long as it is looked up.
  private var interfaces: [CaptureInterface] = []

  package init() {}

  /// Bytes that were not yet taken.
  package var count: Int { bytes.count }

  /// Hands over what was written since it was last asked.
  package mutating func take() -> [UInt8] { bytes.take() }

  package mutating func begin(_ section: CaptureSection, keyLog: [String] = []) {
    self.section = section
    numbers = [:]
    interfaces = []
    bytes.add(section)
    if !keyLog.isEmpty { bytes.addSecrets(keyLog) }
  }

  /// Describes an interface, once.
  @discardableResult
  package mutating func describe(_ interface: CaptureInterface) -> UInt32 {
    if interface.section !== section { begin(interface.section) }
    if let number = numbers[ObjectIdentifier(interface)] { return number }
    let number = UInt32(truncatingIfNeeded: interfaces.count)
    numbers[ObjectIdentifier(interface)] = number
    interfaces.append(interface)
    bytes.add(interface)
    return number
  }

  /// A packet without a time stays one where the format can say so: on the first interface, with nothing else to say.
  package mutating func add(_ packet: CapturedPacket) {
    let number = describe(packet.interface)
    if packet.isSimple, number == 0 {
      bytes.addSimple(packet)
    } else {
      bytes.add(packet, at: packet.ticks ?? 0, interface: number)
    }
  }
}

extension CapturedPacket {
  /// A simple packet block says all there is: a reader finds the captured length by the interface's snapshot length.
  fileprivate var isSimple: Bool {
    guard ticks == nil, comments.isEmpty, flags == nil, id == nil else { return false }
    let limit = interface.snapLength == 0 ? originalLength : min(originalLength, interface.snapLength)
    return bytes.count == Int(limit)
  }
}
