#pragma once
#include <mbedtls/version.h>
#include <mbedtls/ssl.h>
