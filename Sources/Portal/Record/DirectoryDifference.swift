import Base

/// What makes one directory of another.
package struct DirectoryDifference: Hashable, Sendable {
  /// New rows, and those that are others now; in an order in which they can come in.
  package var put: [DirectoryRow] = []
  /// Rows that are gone, as they were; in the opposite order.
  package var removed: [DirectoryRow] = []

  package init() {}

  package var isEmpty: Bool { put.isEmpty && removed.isEmpty }

  /// Both in ascending order of keys. Complexity: O(rows).
  package init(from old: [DirectoryRow], to new: [DirectoryRow]) {
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if j == new.count || (i < old.count && old[i].key < new[j].key) {
        removed.append(old[i])
        i += 1
      } else if i == old.count || new[j].key < old[i].key {
        put.append(new[j])
        j += 1
      } else {
        if old[i] != new[j] { put.append(new[j]) }
        (i, j) = (i + 1, j + 1)
      }
    }
    removed.reverse()
  }
}
