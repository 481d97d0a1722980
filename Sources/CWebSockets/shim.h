#include <libwebsockets.h>
/* A macro that Swift does not import: the room that a frame's header is written into, before its bytes. */
static const size_t lws_frame_headroom = LWS_PRE;
