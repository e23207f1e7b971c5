#ifndef HOOKFERRY_CYAML_SHIM_H
#define HOOKFERRY_CYAML_SHIM_H

#include <yaml.h>

#endif
