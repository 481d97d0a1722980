import Lab
import Report
import Script

extension Session {
  /// Begins a lesson in a world of its own.
  func begin(lesson number: Int, _ range: SourceRange) throws(ScriptFailure) {
    let lesson = Lesson.all[number - 1]
    try silently { () throws(ScriptFailure) in
      try restart(.myCorp, seed: nil, range)
      _ = try Evaluator(host: self).run(name: "lesson", text: lesson.setUp)
    }
    mark()
    notebook.lesson = LessonInProgress(number: number, lesson: lesson, begun: stage.lab.trace.count)
    say("Lesson \(number) of \(Lesson.all.count): \(lesson.title)\n", .heading)
    say(lesson.story.wrapped() + "\n")
    sayTask()
  }

  /// After every command: whether the world is as the task wants it.
  func lookAtLesson() {
    guard var progress = notebook.lesson else { return }
    let world = LessonWorld(lab: stage.lab, begun: progress.begun)
    let before = progress.done
    while let task = progress.task, task.isDone(world) { progress.done += 1 }
    guard progress.done > before else { return }
    notebook.lesson = progress
    if progress.task != nil {
      say("\nThat is it. \(progress.done) of \(progress.lesson.tasks.count) done.\n", .good)
      return sayTask()
    }
    say("\nLesson \(progress.number) is done.", .good)
    say(progress.lesson.moral.wrapped())
    notebook.lesson = nil
    let next = progress.number + 1
    say(next <= Lesson.all.count ? "`tutorial \(next)`: \(Lesson.all[next - 1].title)" : "That was the last one.", .dim)
  }

  func sayTask() {
    guard let progress = notebook.lesson, let task = progress.task else { return }
    say("Task \(progress.done + 1): \(task.text)".wrapped(), .warning)
    say("`tutorial hint` helps, `tutorial task` says this again, `tutorial stop` ends the lesson", .dim)
  }
}
