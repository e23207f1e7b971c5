// What Swift cannot import from <microhttpd.h>: variadic functions and unions. And the few socket
// calls beside it: <sys/socket.h> belongs to no Clang module, so whether its enumerators and
// struct members are visible in Swift depends on which module happens to be loaded first.
#ifndef HOOKFERRY_CMICROHTTPD_SHIM_H
#define HOOKFERRY_CMICROHTTPD_SHIM_H

#include <fcntl.h>
#include <malloc.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static inline struct MHD_Daemon *hookferry_mhd_start(
    unsigned int flags, MHD_AccessHandlerCallback respond, void *context,
    struct MHD_OptionItem *options)
{
    return MHD_start_daemon(
        flags, 0, NULL, NULL, respond, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

static inline int hookferry_mhd_socket(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

static inline const struct sockaddr *hookferry_mhd_address(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

static inline void *hookferry_mhd_socket_context(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

// Bytes of the request line and the header fields.
static inline size_t hookferry_mhd_header_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

// Ends listening, and leaves something at the socket's number that never has anything to read.
// A closed socket would leave every epoll set by itself too, but its number could become another's
// while libmicrohttpd's threads still go by it.
static inline void hookferry_tcp_stop_listening(int listening)
{
    const int silence = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (silence < 0 || dup2(silence, listening) < 0) {
        // The threads will be told of it again and again until they are stopped.
        (void) shutdown(listening, SHUT_RDWR);
    }
    (void) fcntl(listening, F_SETFD, FD_CLOEXEC);
    if (silence >= 0) { (void) close(silence); }
}

// Not part of libmicrohttpd, but of what its threads leave behind; see LargeBlocks.
static inline void hookferry_give_back_blocks_from(int bytes)
{
#ifdef __GLIBC__
    (void) mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void) bytes;
#endif
}

static inline int hookferry_tcp_socket(int family)
{
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

// Lets a new server listen while connections of the one before are in TIME_WAIT, and an IPv6
// socket on :: take IPv4 too.
static inline void hookferry_tcp_set_listening_options(int descriptor, int family)
{
    int on = 1, off = 0;
    (void) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        (void) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
}

static inline int hookferry_tcp_bind(int descriptor, const void *address, size_t size)
{
    return bind(descriptor, (const struct sockaddr *) address, (socklen_t) size);
}

// The port a socket is bound to; 0 if it is not.
static inline uint16_t hookferry_tcp_port(int descriptor)
{
    struct sockaddr_in6 address;
    socklen_t size = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(descriptor, (struct sockaddr *) &address, &size) != 0)
        return 0;
    // sin_port stands at the same place.
    return ntohs(address.sin6_port);
}

static inline ssize_t hookferry_tcp_send(int descriptor, const void *bytes, size_t size)
{
    return send(descriptor, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static inline void hookferry_tcp_end_sending(int descriptor)
{
    (void) shutdown(descriptor, SHUT_WR);
}

static inline void hookferry_tcp_end(int descriptor)
{
    (void) shutdown(descriptor, SHUT_RDWR);
}

// Bytes received and not yet read; -1 on an error.
static inline int hookferry_tcp_unread(int descriptor)
{
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}

// Linux's; <poll.h> shows it with _GNU_SOURCE only.
#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif

// Whether the peer has reset the connection or closed it. Seen from here, closing looks like an end
// of sending only; with `heeds_unread` it does not count while bytes wait.
static inline int hookferry_tcp_peer_has_gone(int descriptor, int heeds_unread)
{
    struct pollfd watched = {descriptor, POLLRDHUP, 0};
    if (poll(&watched, 1, 0) <= 0)
        return 0;
    return (watched.revents & (POLLERR | POLLHUP)) != 0 || !heeds_unread
        || hookferry_tcp_unread(descriptor) == 0;
}

#endif
