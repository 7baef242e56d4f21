// SPDX-License-Identifier: Apache-2.0
#include "clock.h"

// SysTick, ARMv7-M Architecture Reference Manual B3.3.

#define SYST_CSR (*(volatile uint32_t *)0xE000E010)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018)
#define SYST_RELOAD 0x00FFFFFFu
#define ICSR (*(volatile uint32_t *)0xE000ED04)
#define ICSR_PENDSTSET (1u << 26)
#define PRIMASK_OFF() __asm volatile("cpsid i" ::: "memory")
#define PRIMASK_ON() __asm volatile("cpsie i" ::: "memory")

static volatile uint64_t wraps;

void arm_systick_isr(void) { wraps++; }

void start_ticking(void) {
  SYST_RVR = SYST_RELOAD;
  SYST_CVR = 0;
  SYST_CSR = 7;  // count, interrupt at zero, by the processor's own clock
}

uint64_t ticks(void) {
  PRIMASK_OFF();
  uint32_t value = SYST_CVR;
  uint64_t turns = wraps;
  if (ICSR & ICSR_PENDSTSET) {
    value = SYST_CVR;
    turns++;
  }
  PRIMASK_ON();
  return turns * (SYST_RELOAD + 1ull) + (SYST_RELOAD - value);
}
