/// A lesson of the tutorial: a world to begin in, and tasks that are done when the world is so, however that came about.
struct Lesson: Sendable {
  struct Task: Sendable {
    let text: String
    /// What to look at, or to try; not the answer.
    let hint: String
    let isDone: @Sendable (LessonWorld) -> Bool
  }

  let title: String
  let story: String
  /// Commands that make the world in which it begins.
  var setUp = ""
  let tasks: [Task]
  /// What has been learned, in a sentence or two.
  let moral: String

  static let all = [
    craft, authorize, revoke, prohibited, reauthorize, desync, relay, supportCase,
  ]
}

/// A lesson that is being taken.
struct LessonInProgress {
  /// Counted from 1.
  let number: Int
  let lesson: Lesson
  /// Tasks look at what happened behind this event.
  var begun: Int
  var done = 0

  var task: Lesson.Task? { done < lesson.tasks.count ? lesson.tasks[done] : nil }
}
