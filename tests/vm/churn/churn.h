/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is made and ended. A function makes a thing, in the net namespace of its
 * worker, and ends the program if that does not work. Many things stay until the
 * function is called again: so there is some of each at any time, and who reads
 * the tables meets them. Names are the worker's own wherever another sees them.
 */
#ifndef NSVIEW_TESTS_CHURN_H
#define NSVIEW_TESTS_CHURN_H

#include <stdbool.h>

#include "../vm.h"

extern int worker;
extern const char *cgroupfs;
extern bool refused; /* set where the kernel may refuse what is asked for */

/* The next number of the worker's own sequence, less than limit. */
unsigned int below(unsigned int limit);
void reap(pid_t pid);

void churn_namespaces(void);
void churn_setns(void);
void churn_threads(void);
void churn_name(void);
void churn_flight(void);
void churn_files(void);

void churn_bridge(void);
void churn_bond(void);
void churn_vrf(void);
void churn_veth(void);
void churn_tap(void);

/* bridge.ko goes, and all bridges with it; it comes for the next one. */
void churn_module(void);

void churn_chains(void);
void churn_device_chain(void);

void churn_cgroup(void);
void churn_named(void);
void churn_freezer(void);

/* Ends the hierarchies of version 1 that so many workers have left. */
void cgroups_settle(int workers);

/*
 * Whether this kernel has it: 0 or -errno. They are asked before there are
 * workers, each in a net namespace of its own.
 */
int try_bond(void);
int try_vrf(void);
int try_tap(void);
int try_module(void);
int try_chains(void);
int try_device_chain(void);
int try_named(void);
int try_freezer(void);

#endif
