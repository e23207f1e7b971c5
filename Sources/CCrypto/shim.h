// What Swift cannot import from OpenSSL's headers: macros over typed stacks and OSSL_PARAM arrays.
#ifndef HOOKFERRY_CCRYPTO_SHIM_H
#define HOOKFERRY_CCRYPTO_SHIM_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline int hookferry_mac_init(EVP_MAC_CTX *context, const char *digest,
                                     const unsigned char *key, size_t key_bytes) {
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, key_bytes, params);
}

static inline GENERAL_NAMES *hookferry_general_names_new(void) {
    return sk_GENERAL_NAME_new_null();
}

static inline int hookferry_general_names_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}

static inline const GENERAL_NAME *hookferry_general_names_at(const GENERAL_NAMES *names, int at) {
    return sk_GENERAL_NAME_value(names, at);
}

static inline int hookferry_general_names_push(GENERAL_NAMES *names, GENERAL_NAME *name) {
    return sk_GENERAL_NAME_push(names, name);
}

static inline void hookferry_cleanse(void *bytes, size_t count) {
    OPENSSL_cleanse(bytes, count);
}

static inline void hookferry_free(void *allocation) {
    OPENSSL_free(allocation);
}

#endif
