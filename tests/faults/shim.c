/* What a machine does to a program that it knows nothing of: its clock is set, its disk is full, read-only or broken,
 * and its power is cut. Preloaded (LD_PRELOAD), told what to do by a file that whoever started it has mapped as well.
 *
 * FAULTS_CONTROL names that file (struct control). FAULTS_DATA names the folder of the program's data, FAULTS_FLUSHED
 * one beside it: at each flush of a file or folder of the first, what would then be on the disk is written to the second.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
    int64_t clock_off_ms; /* added to the wall clock */
    int32_t write_errno;  /* of every write and every new file; 0: none */
    int32_t flush_errno;  /* of every flush */
};

static volatile struct control *control;
static char data[PATH_MAX], flushed[PATH_MAX];
static size_t data_length;

/* Once more in a child that was forked and then given its own environment. */
__attribute__((constructor)) void faults_begin(void)
{
    const char *path = getenv("FAULTS_CONTROL"), *folder = getenv("FAULTS_DATA"), *copy = getenv("FAULTS_FLUSHED");
    if (path && *path) {
        int file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
        void *map = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, file, 0);
        control = map == MAP_FAILED ? NULL : map;
        if (file >= 0)
            close(file);
    }
    snprintf(data, sizeof data, "%s", folder ? folder : "");
    snprintf(flushed, sizeof flushed, "%s", copy ? copy : "");
    data_length = strlen(data);
}

/* --- The clock ---------------------------------------------------------------------------------------------------- */

static int64_t off(void) { return control ? control->clock_off_ms : 0; }

int clock_gettime(clockid_t which, struct timespec *now)
{
    int result = syscall(SYS_clock_gettime, which, now);
    if (result == 0 && which == CLOCK_REALTIME && off()) {
        int64_t ns = (int64_t)now->tv_sec * 1000000000 + now->tv_nsec + off() * 1000000;
        if (ns < 0)
            ns = 0;
        now->tv_sec = ns / 1000000000;
        now->tv_nsec = ns % 1000000000;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *where)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where)
        *where = now.tv_sec;
    return now.tv_sec;
}

/* --- A disk that refuses ------------------------------------------------------------------------------------------ */

/* The path of an open file below the data folder, relative to it; NULL: it is none. */
static const char *own(int file, char path[PATH_MAX])
{
    char link[64];
    if (!data_length)
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return NULL;
    path[length] = 0;
    if (strncmp(path, data, data_length) || (path[data_length] && path[data_length] != '/'))
        return NULL;
    return path[data_length] ? path + data_length + 1 : "";
}

static int refuses(int file)
{
    char path[PATH_MAX];
    int error = control ? control->write_errno : 0;
    if (!error || !own(file, path))
        return 0;
    errno = error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count)
{
    return refuses(file) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at)
{
    return refuses(file) ? -1 : REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
    return refuses(file) ? -1 : REAL(pwrite64)(file, bytes, count, at);
}

int ftruncate(int file, off_t length) { return refuses(file) ? -1 : REAL(ftruncate)(file, length); }
int ftruncate64(int file, off64_t length) { return refuses(file) ? -1 : REAL(ftruncate64)(file, length); }

static int refuses_new(const char *path, int flags)
{
    int error = control ? control->write_errno : 0;
    if (!error || !data_length || strncmp(path, data, data_length) || !(flags & O_CREAT) || !access(path, F_OK))
        return 0;
    errno = error;
    return 1;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                        \
        va_end(rest);                                                                                                  \
        return refuses_new(path, flags) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);                  \
    }
OPEN(open)
OPEN(open64)

/* --- What a power cut leaves -------------------------------------------------------------------------------------- */

/* A file is known by its number, which it keeps when it is renamed; a folder by its path. A second name keeps the number
 * from being given to another file when this one is removed. */
static void copy_file(int file, const struct stat *about)
{
    char to[PATH_MAX + 64], new[PATH_MAX + 64], block[65536];
    ssize_t count;
    off_t at = 0;
    snprintf(to, sizeof to, "%s/files/%lu", flushed, (unsigned long)about->st_ino);
    snprintf(new, sizeof new, "%s/files/new.%ld", flushed, (long)syscall(SYS_gettid));
    int copy = syscall(SYS_openat, AT_FDCWD, new, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    /* What is open for writing alone cannot be read by its own number. */
    char self[64], kept[PATH_MAX + 64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", file);
    snprintf(kept, sizeof kept, "%s/kept/%lu", flushed, (unsigned long)about->st_ino);
    linkat(AT_FDCWD, self, AT_FDCWD, kept, AT_SYMLINK_FOLLOW);
    int again = syscall(SYS_openat, AT_FDCWD, self, O_RDONLY);
    while ((count = pread(again, block, sizeof block, at)) > 0) {
        if (syscall(SYS_write, copy, block, count) != count)
            abort();
        at += count;
    }
    close(again);
    close(copy);
    rename(new, to);
}

static void copy_names(const char *path)
{
    char to[2 * PATH_MAX + 64], new[PATH_MAX + 64], folder[2 * PATH_MAX];
    snprintf(to, sizeof to, "%s/folders/=%s", flushed, path);
    for (char *sign = strrchr(to, '='); *sign; sign++)
        if (*sign == '/')
            *sign = '|';
    snprintf(new, sizeof new, "%s/folders/new.%ld", flushed, (long)syscall(SYS_gettid));
    snprintf(folder, sizeof folder, "%s/%s", data, path);
    FILE *list = fopen(new, "w");
    DIR *names = opendir(folder);
    struct dirent *name;
    if (!list || !names)
        abort();
    while ((name = readdir(names)))
        if (name->d_type == DT_REG)
            fprintf(list, "%lu %s\n", (unsigned long)name->d_ino, name->d_name);
    closedir(names);
    fclose(list);
    rename(new, to);
}

static int flush(int file)
{
    char path[PATH_MAX];
    struct stat about;
    const char *relative = own(file, path);
    if (relative && control && control->flush_errno) {
        errno = control->flush_errno;
        return -1;
    }
    if (relative && *flushed && !fstat(file, &about)) {
        if (S_ISDIR(about.st_mode))
            copy_names(relative);
        else
            copy_file(file, &about);
    }
    return 0; /* kept in memory: nobody pulls this machine's own plug */
}

int fsync(int file) { return flush(file); }
int fdatasync(int file) { return flush(file); }
