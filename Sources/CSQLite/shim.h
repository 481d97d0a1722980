#include <sqlite3.h>

/* A macro that Swift does not import: the library makes a copy of what it is bound to. */
static inline sqlite3_destructor_type sqlite3_transient(void) { return SQLITE_TRANSIENT; }
