#pragma once
#include <histedit.h>

// libedit's variadic calls by name: Swift imports no variadic functions. See editline(3).

typedef char *(*LineEditPrompt)(EditLine *);
typedef unsigned char (*LineEditCommand)(EditLine *, int);

// An editor on the process's own standard streams.
EditLine *line_edit_open(const char *program);
void line_edit_set_owner(EditLine *editor, void *owner);
void *line_edit_owner(EditLine *editor);
// The prompt may hold escape sequences between two bytes of value 1.
void line_edit_set_prompt(EditLine *editor, LineEditPrompt prompt);
void line_edit_set_keymap(EditLine *editor, const char *keymap);
void line_edit_set_reader(EditLine *editor, el_rfunc_t reader);
void line_edit_set_history(EditLine *editor, History *history);
void line_edit_add_command(EditLine *editor, const char *name, const char *help, LineEditCommand command);
void line_edit_bind(EditLine *editor, const char *key, const char *command);
// As stty(1) writes it, for the time in which a line is edited.
void line_edit_set_tty(EditLine *editor, const char *setting);
void line_edit_prepare_tty(EditLine *editor, int raw);
void line_edit_refresh(EditLine *editor);

// Negative on failure, as history(3) answers.
int line_history_bound(History *history, int entries);
int line_history_skip_repeats(History *history);
int line_history_enter(History *history, const char *text);
