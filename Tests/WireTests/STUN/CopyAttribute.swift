@testable import Wire

extension STUNWriter {
  /// Reads an attribute as what it is and writes it anew.
  mutating func copy(_ span: STUNAttributeSpan, of message: STUNMessage) {
    guard let type = span.type else { return add(number: span.number, Array(message.bytes[span.value])) }
    switch type {
    case .lifetime: message[.lifetime].map { add(.lifetime, $0) }
    case .priority: message[.priority].map { add(.priority, $0) }
    case .changeRequest: message[.changeRequest].map { add(.changeRequest, $0) }
    case .iceControlled: message[.iceControlled].map { add(.iceControlled, $0) }
    case .iceControlling: message[.iceControlling].map { add(.iceControlling, $0) }
    case .reservationToken: message[.reservationToken].map { add(.reservationToken, $0) }
    case .responsePort: message[.responsePort].map { add(.responsePort, $0) }
    case .channelNumber: message[.channelNumber].map { add(.channelNumber, $0) }
    case .requestedTransport: message[.requestedTransport].map { add(.requestedTransport, $0) }
    case .requestedAddressFamily: message[.requestedAddressFamily].map { add(.requestedAddressFamily, $0) }
    case .additionalAddressFamily: message[.additionalAddressFamily].map { add(.additionalAddressFamily, $0) }
    case .mappedAddress: message[.mappedAddress].map { add(.mappedAddress, $0) }
    case .xorMappedAddress: message[.xorMappedAddress].map { add(.xorMappedAddress, $0) }
    case .xorPeerAddress: message[.xorPeerAddress].map { add(.xorPeerAddress, $0) }
    case .xorRelayedAddress: message[.xorRelayedAddress].map { add(.xorRelayedAddress, $0) }
    case .alternateServer: message[.alternateServer].map { add(.alternateServer, $0) }
    case .responseOrigin: message[.responseOrigin].map { add(.responseOrigin, $0) }
    case .otherAddress: message[.otherAddress].map { add(.otherAddress, $0) }
    case .username: message[.username].map { add(.username, $0) }
    case .realm: message[.realm].map { add(.realm, $0) }
    case .nonce: message[.nonce].map { add(.nonce, $0) }
    case .software: message[.software].map { add(.software, $0) }
    case .alternateDomain: message[.alternateDomain].map { add(.alternateDomain, $0) }
    case .data: message[.data].map { add(.data, $0) }
    case .userhash: message[.userhash].map { add(.userhash, $0) }
    case .padding: message[.padding].map { add(.padding, $0) }
    case .useCandidate: message[.useCandidate].map { add(.useCandidate) }
    case .dontFragment: message[.dontFragment].map { add(.dontFragment) }
    case .evenPort: message[.evenPort].map { add(.evenPort, $0) }
    case .errorCode: message[.errorCode].map { add(.errorCode, $0) }
    case .addressErrorCode: message[.addressErrorCode].map { add(.addressErrorCode, $0) }
    case .icmp: message[.icmp].map { add(.icmp, $0) }
    case .unknownAttributes: message[.unknownAttributes].map { add(.unknownAttributes, $0) }
    case .passwordAlgorithm: message[.passwordAlgorithm].map { add(.passwordAlgorithm, $0) }
    case .passwordAlgorithms: message[.passwordAlgorithms].map { add(.passwordAlgorithms, $0) }
    case .messageIntegrity, .messageIntegritySHA256, .fingerprint: break
    }
  }
}
