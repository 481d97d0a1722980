import Base
import Portal

extension DirectoryError {
  /// In words, without identifiers.
  package var words: String {
    switch self {
    case .reserved(let network, _): "`\(network)` cannot be a resource"
    case .wholeInternet(let network): "`\(network)` is the whole Internet"
    case .pattern(let pattern, _): "`\(pattern.prefix(64))` is no pattern of names"
    case .emptyName: "a name is empty"
    case .longName(let length): "a name of \(length) characters: at most 255"
    case .duplicate(let name): "`\(name)` is there already"
    case .managedGroup: "everybody is in this group, and it stays"
    case .systemSite: "the site `Internet` serves the Internet resource, and nothing else"
    case .noSite: "a resource without a site can never be reached"
    case .relayWithoutAddress: "a relay needs an address"
    case .rangeFull(let range): "all addresses of \(range) are taken"
    case .noAuthorization: "there is no such authorization"
    case .gatewayNotOnline: "the gateway is not online"
    case .clientNotOnline: "the client is not online"
    case .notServed: "the gateway's site does not serve the resource"
    case .unknownActor, .unknownIdentity, .unknownToken, .unknownRelay, .unknownSite, .unknownGateway, .unknownClient,
      .unknownGroup, .unknownResource, .unknownPolicy:
      "the portal does not have it any more"
    case .endlessToken: "a client's token must end one day"
    case .pskBaseLength(let count): "a secret of \(count) bytes"
    }
  }

  package var advice: String {
    switch self {
    case .reserved(_, let range): "it lies in \(range), which is kept"
    case .wholeInternet: "use type: internet"
    case .pattern(_, let fault): fault.words
    default: ""
    }
  }
}

extension DirectoryError.PatternFault {
  var words: String {
    switch self {
    case .empty: "it is empty"
    case .tooLong: "names have at most 253 bytes"
    case .emptyLabel: "two dots, or a dot at an end"
    case .longLabel: "labels have at most 63 bytes"
    case .wildcardInTopLevel: "the last label has no wildcard"
    case .doubleStarWithinLabel: "`**` stands alone between dots"
    case .isAddress: "it is an address"
    case .localhost: "localhost is every machine's own"
    case .character(let character): "`\(character)` is in no name"
    }
  }
}
