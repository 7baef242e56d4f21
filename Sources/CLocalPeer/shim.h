// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a local socket, and what others may do to this process. Each function
// answers 0 if it was done.
#pragma once
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>

// The user as it acts and the process as it was when it connected; the kernel says it, not the peer.
static inline int things_peer(int socket, uint32_t *user, uint32_t *process) {
  struct {
    int32_t process;
    uint32_t user, group;
  } peer; // struct ucred, which <sys/socket.h> shows to GNU sources alone
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
  *user = peer.user;
  *process = (uint32_t)peer.process;
  return 0;
}

// No core of it, no ptrace, and /proc/PID/mem is root's.
static inline int things_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// The part of a tracer that a test needs: 0 if this process may trace the other.
long ptrace(int request, ...);
static inline int things_try_trace(int process) {
  return (int)ptrace(16 /* PTRACE_ATTACH */, process, (void *)0, (void *)0);
}

#else
#include <sys/ptrace.h>
#include <sys/un.h>

static inline int things_peer(int socket, uint32_t *user, uint32_t *process) {
  uid_t uid;
  gid_t gid;
  pid_t pid;
  socklen_t length = sizeof pid;
  if (getpeereid(socket, &uid, &gid) != 0) return -1;
  if (getsockopt(socket, SOL_LOCAL, LOCAL_PEERPID, &pid, &length) != 0) return -1;
  *user = uid;
  *process = (uint32_t)pid;
  return 0;
}

static inline int things_forbid_dumps(void) { return ptrace(PT_DENY_ATTACH, 0, 0, 0); }

static inline int things_try_trace(int process) { return ptrace(PT_ATTACHEXC, process, 0, 0); }

#endif

static inline int things_forbid_core(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none);
}

// Keeps all memory, now and later, out of the swap space. Where only a little may be locked it does
// nothing, since the first allocation over that little would fail.
static inline int things_lock_memory(void) {
#if defined(__linux__)
  struct rlimit limit;
  if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return -1;
  if (limit.rlim_cur != RLIM_INFINITY && geteuid() != 0) return -1;
  return mlockall(MCL_CURRENT | MCL_FUTURE);
#else
  return -1;
#endif
}
