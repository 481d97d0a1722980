#include "CLineEdit.h"

#include <stdio.h>

EditLine *line_edit_open(const char *program) { return el_init(program, stdin, stdout, stderr); }

void line_edit_set_owner(EditLine *editor, void *owner) { el_set(editor, EL_CLIENTDATA, owner); }

void *line_edit_owner(EditLine *editor) {
  void *owner = NULL;
  el_get(editor, EL_CLIENTDATA, &owner);
  return owner;
}

void line_edit_set_prompt(EditLine *editor, LineEditPrompt prompt) { el_set(editor, EL_PROMPT_ESC, prompt, '\1'); }

void line_edit_set_keymap(EditLine *editor, const char *keymap) { el_set(editor, EL_EDITOR, keymap); }

void line_edit_set_reader(EditLine *editor, el_rfunc_t reader) { el_set(editor, EL_GETCFN, reader); }

void line_edit_set_history(EditLine *editor, History *recent) { el_set(editor, EL_HIST, history, recent); }

void line_edit_add_command(EditLine *editor, const char *name, const char *help, LineEditCommand command) {
  el_set(editor, EL_ADDFN, name, help, command);
}

void line_edit_bind(EditLine *editor, const char *key, const char *command) {
  el_set(editor, EL_BIND, key, command, NULL);
}

void line_edit_set_tty(EditLine *editor, const char *setting) { el_set(editor, EL_SETTY, "-d", setting, NULL); }

void line_edit_prepare_tty(EditLine *editor, int raw) { el_set(editor, EL_PREP_TERM, raw); }

void line_edit_refresh(EditLine *editor) { el_set(editor, EL_REFRESH); }

int line_history_bound(History *recent, int entries) {
  HistEvent event;
  return history(recent, &event, H_SETSIZE, entries);
}

int line_history_skip_repeats(History *recent) {
  HistEvent event;
  return history(recent, &event, H_SETUNIQUE, 1);
}

int line_history_enter(History *recent, const char *text) {
  HistEvent event;
  return history(recent, &event, H_ENTER, text);
}
