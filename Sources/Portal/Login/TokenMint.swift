import Base
import Cipher

/// Makes the texts of tokens and knows them again: `<nonce>.<fragment>`.
///
/// The fragment is base64 of account (16 bytes), token (16) and HMAC-SHA256 over both, keyed by the portal's secret and
/// the token's type, so that a token of one type never passes for another. Opaque to everybody else.
package struct TokenMint: Sendable {
  private let secret: [UInt8]

  init(secret: [UInt8]) { self.secret = secret }

  /// - Parameter nonce: in front of the dot; gateways' and relays' tokens have none.
  package func text(of token: Directory.Token, account: AccountID, nonce: String = "") -> String {
    nonce + "." + fragment(token.id, token.kind, account)
  }

  private func fragment(_ id: TokenID, _ kind: Directory.Token.Kind, _ account: AccountID) -> String {
    let bytes = [account.high, account.low, id.high, id.low].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
    let key = secret + Array(kind.rawValue.utf8)
    return Base64.text(bytes + SHA256.hmac(key: key, bytes).bytes)
  }

  /// The token whose text this is, if it is of the kind that is asked for and in the directory.
  func token(_ text: String, _ kind: Directory.Token.Kind, in directory: Directory) -> Directory.Token? {
    guard text.utf8.count <= 512, let dot = text.firstIndex(of: ".") else { return nil }
    let fragment = String(text[text.index(after: dot)...])
    guard let bytes = Base64.bytes(fragment), bytes.count == 64 else { return nil }
    func word(_ at: Int) -> UInt64 { bytes[at..<at + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    guard let token = directory.tokens[TokenID(high: word(16), low: word(24))], token.kind == kind else { return nil }
    return self.fragment(token.id, kind, directory.account.id) == fragment ? token : nil
  }
}
