import Base
import CWebSockets
import Glibc

/// What the library keeps pointers to for as long as its context lives.
final class LongLivedNames {
  private let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
  private let port: Int32
  private let strings: [UnsafeMutablePointer<CChar>?]

  /// Address, certificate, key, authorities and the protocol's name.
  private enum Place: Int, CaseIterable { case interface, certificate, key, authorities, name }

  init(_ settings: WebSocketSettings) {
    let listen = settings.listen
    let texts: [Place: String?] = [
      .interface: listen?.address?.description, .certificate: listen?.identity?.certificate,
      .key: listen?.identity?.key, .authorities: settings.authorities, .name: "channel",
    ]
    strings = Place.allCases.map { place in (texts[place] ?? nil).flatMap { strdup($0) } }
    port = listen.map { Int32($0.port) } ?? CONTEXT_PORT_NO_LISTEN
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(strings[Place.name.rawValue])
    protocols[0].callback = { wsi, reason, _, data, length in dispatch(wsi, reason, data, length) }
    protocols[0].rx_buffer_size = 16 << 10
  }

  deinit {
    protocols.deallocate()
    for string in strings { free(string) }
  }

  private subscript(place: Place) -> UnsafePointer<CChar>? { UnsafePointer(strings[place.rawValue]) }

  func fill(_ info: inout lws_context_creation_info) {
    info.port = port
    info.iface = self[.interface]
    info.protocols = UnsafePointer(protocols)
    info.ssl_cert_filepath = self[.certificate]
    info.ssl_private_key_filepath = self[.key]
    info.client_ssl_ca_filepath = self[.authorities]
    info.max_http_header_data = 16 << 10
    // Whether a text is UTF-8 is not the library's to judge: it would end a connection in the middle of a frame (`receive`).
    info.options = UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND)
    // A request whose header does not come in time holds nothing (s).
    info.timeout_secs = 10
    // Whoever comes when these are all taken is sent away. Waiting at the door, he would keep the loop awake.
    if port >= 0 { info.fd_limit_per_thread = Self.descriptors }
  }

  /// For sockets: what the process may open, less what it needs for itself.
  private static var descriptors: UInt32 {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let reserve: UInt = 24
    return UInt32(clamping: max(limit.rlim_cur, 2 * reserve) - reserve)
  }
}
