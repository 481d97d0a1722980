/// What a block of a capture file is about: its type number (draft-ietf-opsawg-pcapng, section 11.1).
enum CaptureBlock: UInt32 {
  case sectionHeader = 0x0a0d_0d0a
  case interfaceDescription = 1
  /// Obsolete; old files have it.
  case packet = 2
  case simplePacket = 3
  case enhancedPacket = 6
  case decryptionSecrets = 10
}

/// The options that are read and written here: their codes, which mean something within their block alone.
enum CaptureOption {
  /// opt_endofopt and opt_comment: in every block (section 3.5).
  static let end: UInt16 = 0
  static let comment: UInt16 = 1
  /// shb_hardware, shb_os, shb_userappl (section 4.1).
  static let hardware: UInt16 = 2
  static let system: UInt16 = 3
  static let application: UInt16 = 4
  /// if_name, if_description, if_tsresol, if_tsoffset (section 4.2).
  static let name: UInt16 = 2
  static let description: UInt16 = 3
  static let resolution: UInt16 = 9
  static let timeOffset: UInt16 = 14
  /// epb_flags, epb_packetid (section 4.3).
  static let flags: UInt16 = 2
  static let packetID: UInt16 = 5
  /// pack_flags, of the obsolete packet block.
  static let oldFlags: UInt16 = 2
}
