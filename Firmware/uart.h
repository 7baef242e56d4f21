// SPDX-License-Identifier: Apache-2.0
#pragma once

void open_ports(void);
