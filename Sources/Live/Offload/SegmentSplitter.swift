import Base
import Wire

/// Cuts what a tunnel device hands over as one into the packets that it stands for: the kernel's TCP leaves that to
/// whoever can do it last (TSO), with the checksum.
enum SegmentSplitter {
  /// - Parameter bytes: a `virtio_net_hdr` and what stands behind it.
  /// - Returns: false where they are not what such a device writes.
  static func split(_ bytes: UnsafeRawBufferPointer, _ body: ([UInt8]) -> Void) -> Bool {
    guard let header = OffloadHeader(bytes) else { return false }
    let packet = UnsafeRawBufferPointer(rebasing: bytes[OffloadHeader.count...])
    guard header.kind != .none else { return finish(packet, header, body) }
    guard let headers = TCPHeaders(packet, transport: Int(header.checksumStart)), header.segment > 0 else {
      return false
    }
    cut(packet, headers, Int(header.segment), body)
    return true
  }

  private static func finish(
    _ packet: UnsafeRawBufferPointer, _ header: OffloadHeader, _ body: ([UInt8]) -> Void
  ) -> Bool {
    var bytes = Array(packet)
    if header.needsChecksum {
      let (start, field) = (Int(header.checksumStart), Int(header.checksumStart) + Int(header.checksumOffset))
      guard field + 2 <= bytes.count else { return false }
      let sum = Checksum.of(bytes[start...])
      // RFC 768: of UDP a sum of 0 is written as all ones. TCP knows no such rule, and takes both.
      (bytes[field], bytes[field + 1]) = sum == 0 ? (0xff, 0xff) : (UInt8(sum >> 8), UInt8(sum & 0xff))
    }
    body(bytes)
    return true
  }

  private static func cut(
    _ packet: UnsafeRawBufferPointer, _ headers: TCPHeaders, _ segment: Int, _ body: ([UInt8]) -> Void
  ) {
    let (total, sequence) = (packet.count - headers.payload, headers.sequence(packet))
    let identification = UInt16(bigEndian: packet.loadUnaligned(fromByteOffset: 4, as: UInt16.self))
    var (offset, number) = (0, UInt16(0))
    repeat {
      let count = min(segment, total - offset)
      let isLast = offset + count == total
      let bytes = [UInt8](unsafeUninitializedCapacity: headers.payload + count) { room, size in
        size = headers.payload + count
        let bytes = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[..<size])
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: packet[..<headers.payload]))
        let piece = packet[(headers.payload + offset)..<(headers.payload + offset + count)]
        UnsafeMutableRawBufferPointer(rebasing: bytes[headers.payload...]).copyMemory(from: .init(rebasing: piece))
        if headers.family == .v4 {
          bytes.storeBytes(of: (identification &+ number).bigEndian, toByteOffset: 4, as: UInt16.self)
        }
        headers.set(sequence: sequence &+ UInt32(offset), bytes)
        if !isLast { bytes[headers.transport + 13] &= ~(TCPHeaders.fin | TCPHeaders.push) }
        // RFC 3168 §6.1.2: said once.
        if offset > 0 { bytes[headers.transport + 13] &= ~TCPHeaders.cwr }
        headers.setLength(bytes)
        headers.setChecksum(bytes)
      }
      body(bytes)
      offset += count
      number &+= 1
    } while offset < total
  }
}
