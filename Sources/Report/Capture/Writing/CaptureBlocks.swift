/// The blocks that captures are written with.
extension CaptureBytes {
  /// ```
  /// | byte-order magic 1a2b3c4d     |
  /// | major 1       | minor 0       |
  /// | section length 64: -1         |   not known: it is written while it grows
  /// ```
  mutating func add(_ section: CaptureSection) {
    block(.sectionHeader) { block in
      block.add(UInt32(0x1a2b_3c4d))
      block.add(UInt16(1))
      block.add(UInt16(0))
      block.add(Int64(-1))
      for comment in section.comments { block.option(CaptureOption.comment, comment) }
      block.option(CaptureOption.hardware, section.hardware)
      block.option(CaptureOption.system, section.system)
      block.option(CaptureOption.application, section.application)
      block.endOptions()
    }
  }

  /// ```
  /// | link type     | reserved      |
  /// | snapshot length               |   0: no limit
  /// ```
  mutating func add(_ interface: CaptureInterface) {
    block(.interfaceDescription) { block in
      block.add(interface.link.rawValue)
      block.add(UInt16(0))
      block.add(interface.snapLength)
      block.option(CaptureOption.name, interface.name)
      block.option(CaptureOption.description, interface.summary)
      block.option(CaptureOption.resolution, interface.resolution.rawValue)
      if interface.timeOffset != 0 { block.option(CaptureOption.timeOffset, interface.timeOffset) }
      block.endOptions()
    }
  }

  /// ```
  /// | secrets type 57474b4c         |   WireGuard key log
  /// | secrets length                |
  /// | lines, padded                 |
  /// ```
  mutating func addSecrets(_ lines: [String]) {
    let text = Array(lines.map { $0 + "\n" }.joined().utf8)
    block(.decryptionSecrets) { block in
      block.add(UInt32(0x5747_4b4c))
      block.add(UInt32(truncatingIfNeeded: text.count))
      block.add(padded: text)
    }
  }

  /// ```
  /// | interface                     |   the number of its description, from 0
  /// | time, high                    |   in the interface's units, since its time offset
  /// | time, low                     |
  /// | captured length               |
  /// | original length               |
  /// | packet, padded                |
  /// ```
  mutating func add(_ packet: CapturedPacket, at ticks: UInt64, interface: UInt32) {
    block(.enhancedPacket) { block in
      block.add(interface)
      block.add(UInt32(truncatingIfNeeded: ticks >> 32))
      block.add(UInt32(truncatingIfNeeded: ticks))
      block.add(UInt32(truncatingIfNeeded: packet.bytes.count))
      block.add(packet.originalLength)
      block.add(padded: packet.bytes)
      guard !packet.comments.isEmpty || packet.flags != nil || packet.id != nil else { return }
      for comment in packet.comments { block.option(CaptureOption.comment, comment) }
      if let flags = packet.flags { block.option(CaptureOption.flags, flags) }
      if let id = packet.id { block.option(CaptureOption.packetID, id) }
      block.endOptions()
    }
  }

  /// ```
  /// | original length               |   of a packet of the section's first interface
  /// | packet, padded                |
  /// ```
  mutating func addSimple(_ packet: CapturedPacket) {
    block(.simplePacket) { block in
      block.add(packet.originalLength)
      block.add(padded: packet.bytes)
    }
  }
}
