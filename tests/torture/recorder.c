/* Records what a process writes into one folder, and when it asks for it to be on disk.

   Loaded with LD_PRELOAD. RECORD_FOLDER names the folder, RECORD_LOG the file the record goes to. Each entry is a line
   and, for writes, the bytes behind it, in the one order in which they happened:

     W path offset length    bytes written
     T path length           truncated (or grown)
     S path                  fsync or fdatasync has returned; of a folder too, `.` for the one that is recorded
     O path                  opened with O_CREAT and not there before
     U path                  unlinked
     R path path             renamed
     L path path             given a second name
     A length                bytes written to standard output: what the process promised to whoever listens

   The process itself may call fail_from(kinds, n, times, error): the n-th call from then on that is of one of the kinds
   fails with the error, and as many after it as there are times (0: every one), as a full, broken or read-only disk
   does. fail_seen() says how many there were. Kinds: 1 write, truncate or make a file, 2 sync, 4 open for writing. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *path_of[MOST_FILES];
static int log_fd = -1;
static char folder[PATH_MAX];
enum { WRITING = 1, SYNCING = 2, OPENING = 4 };
static long fail_at, fail_times, seen;
static int fail_kinds, fail_with;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_link)(const char *, const char *);
static ssize_t (*real_sendfile)(int, int, off64_t *, size_t);

__attribute__((constructor)) static void begin(void) {
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_open = dlsym(RTLD_NEXT, "open64");
  real_openat = dlsym(RTLD_NEXT, "openat64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_link = dlsym(RTLD_NEXT, "link");
  real_sendfile = dlsym(RTLD_NEXT, "sendfile64");
  const char *wanted = getenv("RECORD_FOLDER"), *log = getenv("RECORD_LOG");
  if (wanted && !realpath(wanted, folder)) folder[0] = 0;
  if (log && folder[0]) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char *tracked(int fd) { return fd >= 0 && fd < MOST_FILES ? path_of[fd] : NULL; }

static int ours(const char *path, char *full) {
  char parent[PATH_MAX], itself[PATH_MAX];
  if (!folder[0] || !path) return 0;
  if (realpath(path, itself) && !strcmp(itself, folder)) return snprintf(full, PATH_MAX, "."), 1;
  if (snprintf(parent, sizeof parent, "%s", path) >= (int)sizeof parent) return 0;
  char *name = strrchr(parent, '/');
  if (!name || name == parent) return 0;
  *name++ = 0;
  char real[PATH_MAX];
  if (!realpath(parent, real)) return 0;
  size_t length = strlen(folder);
  if (strncmp(real, folder, length) || (real[length] && real[length] != '/')) return 0;
  return snprintf(full, PATH_MAX, "%s%s%s", real + length + (real[length] == '/'), real[length] ? "/" : "", name) < PATH_MAX;
}

static void note(const char *head, const void *bytes, size_t length) {
  if (log_fd < 0) return;
  real_write(log_fd, head, strlen(head));
  if (length) real_write(log_fd, bytes, length);
}

void fail_from(int kinds, long at, long times, int with) {
  pthread_mutex_lock(&lock);
  fail_kinds = kinds, fail_at = at, fail_times = times, fail_with = with, seen = 0;
  pthread_mutex_unlock(&lock);
}

long fail_seen(void) { return seen; }

static int refused(int kind) {
  if (!(fail_kinds & kind) || ++seen < fail_at || (fail_times && seen >= fail_at + fail_times)) return 0;
  errno = fail_with;
  return 1;
}

static int refused_to_open(int flags, int existed) {
  if ((flags & O_CREAT) && !existed && refused(WRITING)) return 1;
  return (flags & O_ACCMODE) != O_RDONLY && refused(OPENING);
}

static void opened(int fd, const char *path, int flags, int existed) {
  char full[PATH_MAX + 8], head[PATH_MAX + 64];
  if (fd < 0 || fd >= MOST_FILES) return;
  free(path_of[fd]);
  path_of[fd] = NULL;
  if (!ours(path, full)) return;
  path_of[fd] = strdup(full);
  if ((flags & O_CREAT) && !existed) {
    snprintf(head, sizeof head, "O %s\n", full);
    note(head, NULL, 0);
  }
  if ((flags & O_TRUNC) && existed) {
    snprintf(head, sizeof head, "T %s 0\n", full);
    note(head, NULL, 0);
  }
}

static int opening(int at, const char *path, int flags, mode_t mode) {
  char full[PATH_MAX + 8];
  int mine = ours(path, full), existed = mine && access(path, F_OK) == 0;
  pthread_mutex_lock(&lock);
  if (mine && refused_to_open(flags, existed)) {
    pthread_mutex_unlock(&lock);
    return -1;
  }
  int fd = at == AT_FDCWD ? real_open(path, flags, mode) : real_openat(at, path, flags, mode);
  int kept = errno;
  opened(fd, path, flags, existed);
  pthread_mutex_unlock(&lock);
  errno = kept;
  return fd;
}

#define MODE(flags, mode)                                                                                              \
  mode_t mode = 0;                                                                                                     \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                               \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode = va_arg(rest, mode_t);                                                                                       \
    va_end(rest);                                                                                                      \
  }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return opening(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return opening(at, path, flags, mode); }

int close(int fd) {
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < MOST_FILES) {
    free(path_of[fd]);
    path_of[fd] = NULL;
  }
  int answer = real_close(fd);
  pthread_mutex_unlock(&lock);
  return answer;
}

static ssize_t writing(int fd, const void *bytes, size_t length, off64_t offset, int positioned) {
  char head[PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  const char *path = tracked(fd);
  if (path && refused(WRITING)) {
    pthread_mutex_unlock(&lock);
    return -1;
  }
  if (path && !positioned) {
    offset = fcntl(fd, F_GETFL) & O_APPEND ? lseek64(fd, 0, SEEK_END) : lseek64(fd, 0, SEEK_CUR);
  }
  ssize_t done = positioned ? real_pwrite(fd, bytes, length, offset) : real_write(fd, bytes, length);
  int kept = errno;
  if (done > 0 && path) {
    snprintf(head, sizeof head, "W %s %lld %zd\n", path, (long long)offset, done);
    note(head, bytes, done);
  } else if (done > 0 && fd == 1) {
    snprintf(head, sizeof head, "A %zd\n", done);
    note(head, bytes, done);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) { return writing(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return writing(fd, bytes, length, at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return writing(fd, bytes, length, at, 1); }

static int truncating(int fd, off64_t length) {
  char head[PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  int answer = tracked(fd) && refused(WRITING) ? -1 : real_ftruncate(fd, length), kept = errno;
  if (!answer && tracked(fd)) {
    snprintf(head, sizeof head, "T %s %lld\n", tracked(fd), (long long)length);
    note(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return answer;
}

int ftruncate(int fd, off_t length) { return truncating(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncating(fd, length); }

static int syncing(int fd, int (*real)(int)) {
  char head[PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  int answer = tracked(fd) && refused(SYNCING) ? -1 : real(fd), kept = errno;
  if (!answer && tracked(fd)) {
    snprintf(head, sizeof head, "S %s\n", tracked(fd));
    note(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return answer;
}

int fsync(int fd) { return syncing(fd, real_fsync); }
int fdatasync(int fd) { return syncing(fd, real_fdatasync); }

int unlink(const char *path) {
  char full[PATH_MAX + 8], head[PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  int mine = ours(path, full), answer = real_unlink(path), kept = errno;
  if (!answer && mine) {
    snprintf(head, sizeof head, "U %s\n", full);
    note(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return answer;
}

/* Whoever copies files goes on with read and write, which are seen here. */
ssize_t sendfile64(int out, int in, off64_t *offset, size_t length) {
  if (!tracked(out)) return real_sendfile(out, in, offset, length);
  errno = ENOTSOCK;
  return -1;
}

ssize_t sendfile(int out, int in, off_t *offset, size_t length) { return sendfile64(out, in, offset, length); }

int link(const char *from, const char *to) {
  char one[PATH_MAX + 8], other[PATH_MAX + 8], head[2 * PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  int mine = ours(from, one) && ours(to, other);
  int answer = mine && refused(WRITING) ? -1 : real_link(from, to), kept = errno;
  if (!answer && mine) {
    snprintf(head, sizeof head, "L %s %s\n", one, other);
    note(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return answer;
}

int rename(const char *from, const char *to) {
  char one[PATH_MAX + 8], other[PATH_MAX + 8], head[2 * PATH_MAX + 64];
  pthread_mutex_lock(&lock);
  int mine = ours(from, one) && ours(to, other), answer = real_rename(from, to), kept = errno;
  if (!answer && mine) {
    snprintf(head, sizeof head, "R %s %s\n", one, other);
    note(head, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = kept;
  return answer;
}
