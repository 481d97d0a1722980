import CSQLite
import Glibc

/// Why a state file cannot be used, in words, and what to do.
package struct StateProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package let reason: Reason

  package enum Reason: Hashable, Sendable {
    /// The system's words.
    case system(String)
    case full
    case readOnly
    case notOurs
    case damaged(String)
    case newer(format: Int64)
    case readByOthers
    case someoneElses
    case inUse(by: String)
    case locked
    case otherLab(String)
    case otherSecret
    case secretMissing
    case absent
    /// What SQLite says.
    case other(String)
  }

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "the state in \(path) \(words)" }

  private var words: String {
    switch reason {
    case .system(let words): "cannot be opened: \(words)"
    case .full: "cannot be written: the disk is full; make room"
    case .readOnly: "cannot be written: it is read-only; let this user write file and folder, or give another --state"
    case .notOurs: "is none: the file is something else; give another --state"
    case .damaged(let words):
      "is damaged (\(words)); move it away and begin anew, or mend it with `sqlite3 \(path) .recover`"
    case .newer(let format):
      "was written by a newer fzsh (format \(format), this one knows \(StateSchema.version)); give another --state"
    case .readByOthers: "can be read by others: chmod 600 \(path)"
    case .someoneElses: "belongs to somebody else; run as its owner, or give another --state"
    case .inUse(let holder): "is another portal's (\(holder)), which runs; end that one, or give another --state"
    case .locked: "is locked by another program; end it"
    case .otherLab(let name): "is of the lab `\(name)`; give another --state for this one"
    case .otherSecret: "was made with another FZSH_PORTAL_SECRET; set that one, or give another --state"
    case .secretMissing: "was made with an FZSH_PORTAL_SECRET, which it does not keep; set it again"
    case .absent: "is not there: no portal has kept one at this place"
    case .other(let words): "cannot be used: \(words)"
    }
  }
}

extension StateProblem {
  init(_ path: String, _ error: DatabaseError) {
    self.init(path, Self.reason(error))
  }

  private static func reason(_ error: DatabaseError) -> Reason {
    switch error.primary {
    case SQLITE_FULL: .full
    case SQLITE_IOERR where error.errno == ENOSPC || error.errno == EDQUOT: .full
    case SQLITE_READONLY: .readOnly
    case SQLITE_NOTADB: .notOurs
    case SQLITE_CORRUPT: .damaged(error.message)
    case SQLITE_BUSY, SQLITE_LOCKED: .locked
    case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM:
      .system(error.errno == 0 ? error.message : String(cString: strerror(error.errno)))
    default: .other(error.message)
    }
  }
}
