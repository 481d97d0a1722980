#pragma once

// What Swift cannot import of Linux: control messages, batched datagrams, ioctls of tunnel devices, namespaces.

#include <linux/if_tun.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

// Datagrams that one call takes in or sends out.
#define CL_BATCH 64

// One end of a UDP conversation: `family` is 4 or 6, or 0 where the kernel chooses; `octets` in network order.
struct cl_endpoint {
  uint8_t octets[16];
  uint16_t port;
  uint8_t family;
};

// One or more datagrams between the same two ends.
struct cl_datagram {
  uint8_t *bytes;
  uint32_t count;
  // Bytes of each but the last, where there are several (UDP_GRO, UDP_SEGMENT); 0 for one.
  uint16_t segment;
  // The two lowest bits of the traffic class.
  uint8_t ecn;
  struct cl_endpoint local, remote;
};

// Asks for the local address and the traffic class of each datagram, and for IPv6 alone on a socket of IPv6.
int cl_udp_prepare(int socket, int family);
// Whether the kernel may hand over several datagrams as one.
int cl_udp_coalesce(int socket, int on);
// `room` bytes behind each datagram's `bytes`. Answers how many came, or -1 with errno.
int cl_udp_receive(int socket, uint16_t port, struct cl_datagram *datagrams, int count, uint32_t room);
// Answers how many went out, or -1 with the errno of the first.
int cl_udp_send(int socket, const struct cl_datagram *datagrams, int count);

// Opens a tunnel device of IP packets, each behind a virtio_net_hdr where `offload` is not 0. `name` is what it is called.
int cl_tun_open(char name[IFNAMSIZ], int offload);
// TUN_F_… bits.
int cl_tun_offload(int tun, unsigned bits);

// The calling thread enters the network namespace of an open /run/netns/NAME.
int cl_enter_network(int descriptor);
// The process becomes another user, keeps CAP_NET_ADMIN alone, and gets no more by what it starts. Not 0 with errno.
int cl_become(unsigned user, unsigned group);
static inline int cl_fork(void) { return fork(); } // Of one thread alone.
