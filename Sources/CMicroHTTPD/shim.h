// What Swift cannot import from <microhttpd.h>: variadic functions and unions.
#ifndef HOOKFERRY_CMICROHTTPD_SHIM_H
#define HOOKFERRY_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

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

#endif
