// Another wall clock for one process, by LD_PRELOAD: CLOCK_REALTIME and so many seconds as the file $FZSH_WRONG_CLOCK says, at
// every moment as it stands there. The machine's own clock is left alone. For tests; built by scripts/lib/wrong_clock.sh.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// A number in decimal digits, and zeros or blanks behind it.
static const char *file;

__attribute__((constructor)) static void look(void) {
  const char *path = getenv("FZSH_WRONG_CLOCK");
  int descriptor = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor < 0) return;
  void *page = mmap(NULL, 32, PROT_READ, MAP_SHARED, descriptor, 0);
  if (page != MAP_FAILED) file = page;
  close(descriptor);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && file && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += strtoll(file, NULL, 10);
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *place) {
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}
