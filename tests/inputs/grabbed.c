/* Preloaded before umockdev: tells which device a program takes for itself alone (EVIOCGRAB), which umockdev grants
 * without a word. One line each in the file that GRABBED names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVIOCGRAB 0x40044590UL

int ioctl(int fd, unsigned long request, ...)
{
    static int (*next)(int, unsigned long, void *);
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (!next)
        next = (int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl");
    const char *file = getenv("GRABBED");
    if (request == EVIOCGRAB && argument && file) {
        char link[64], line[512];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, line, sizeof line - 2);
        int out = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (length > 0 && out >= 0) {
            line[length] = '\n';
            if (write(out, line, (size_t)length + 1) < 0)
                abort();
        }
        close(out);
    }
    return next(fd, request, argument);
}
