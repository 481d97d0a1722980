/// Packets as a pcapng file (draft-ietf-opsawg-pcapng): every interface is described where its first packet stands, and
/// packets of another section begin one.
///
/// ```
/// section header · secrets if there are any · interface descriptions · packets … · section header · …
/// ```
package struct BlockEncoder: CaptureEncoder {
  private var bytes = CaptureBytes()
  private var section: CaptureSection?
  private var numbers: [ObjectIdentifier: UInt32] = [:]
  /// Those that have a number: what an identifier stands for must live as long as it is looked up.
  private var interfaces: [CaptureInterface] = []

  package init() {}

  package var count: Int { bytes.count }

  package mutating func take() -> [UInt8] { bytes.take() }

  package mutating func begin(_ section: CaptureSection, keyLog: [String]) {
    self.section = section
    numbers = [:]
    interfaces = []
    bytes.add(section)
    if !keyLog.isEmpty { bytes.addSecrets(keyLog) }
  }

  package mutating func describe(_ interface: CaptureInterface) { _ = number(of: interface) }

  /// A packet without a time stays one where the format can say so: on the first interface, with nothing else to say.
  @discardableResult
  package mutating func add(_ packet: CapturedPacket) -> LinkTypesDiffer? {
    let number = number(of: packet.interface)
    if packet.isSimple, number == 0 {
      bytes.addSimple(packet)
    } else {
      bytes.add(packet, at: packet.ticks ?? 0, interface: number)
    }
    return nil
  }

  package mutating func end() {
    if section == nil { begin(CaptureSection(), keyLog: []) }
  }

  private mutating func number(of interface: CaptureInterface) -> UInt32 {
    if interface.section !== section { begin(interface.section, keyLog: []) }
    if let number = numbers[ObjectIdentifier(interface)] { return number }
    let number = UInt32(truncatingIfNeeded: interfaces.count)
    numbers[ObjectIdentifier(interface)] = number
    interfaces.append(interface)
    bytes.add(interface)
    return number
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
