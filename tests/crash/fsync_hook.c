/* Loaded before the C library (LD_PRELOAD): tells a function of the process what is made durable. */
#define _GNU_SOURCE
#include <dlfcn.h>

typedef int (*sync_call)(int);
static void (*hook)(int) = 0;

void set_sync_hook(void (*function)(int)) { hook = function; }

static int synced(const char *name, int fd) {
    sync_call real = (sync_call)dlsym(RTLD_NEXT, name);
    int result = real(fd);
    if (result == 0 && hook) hook(fd);
    return result;
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
