#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// Room for a local address, a traffic class and a segment size.
#define CONTROL_ROOM 128

static int set(int socket, int level, int option, int value) {
  return setsockopt(socket, level, option, &value, sizeof value);
}

int cl_udp_prepare(int socket, int family) {
  if (family == 4) return set(socket, IPPROTO_IP, IP_PKTINFO, 1) | set(socket, IPPROTO_IP, IP_RECVTOS, 1);
  return set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) | set(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) |
         set(socket, IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
}

int cl_udp_coalesce(int socket, int on) { return set(socket, SOL_UDP, UDP_GRO, on); }

static void read_name(const struct sockaddr_storage *name, struct cl_endpoint *end) {
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)name;
  end->family = name->ss_family == AF_INET ? 4 : 6;
  end->port = ntohs(v6->sin6_port); // at the same place in both families
  if (end->family == 6) memcpy(end->octets, &v6->sin6_addr, 16);
  else memcpy(end->octets, &((const struct sockaddr_in *)name)->sin_addr, 4);
}

static socklen_t write_name(const struct cl_endpoint *end, struct sockaddr_storage *name) {
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)name;
  memset(name, 0, sizeof *name);
  name->ss_family = end->family == 4 ? AF_INET : AF_INET6;
  v6->sin6_port = htons(end->port);
  if (end->family == 6) memcpy(&v6->sin6_addr, end->octets, 16);
  else memcpy(&((struct sockaddr_in *)name)->sin_addr, end->octets, 4);
  return end->family == 6 ? sizeof *v6 : sizeof(struct sockaddr_in);
}

static void read_control(struct msghdr *message, struct cl_datagram *datagram) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      datagram->local.family = 4;
      memcpy(datagram->local.octets, &((const struct in_pktinfo *)CMSG_DATA(c))->ipi_addr, 4);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      datagram->local.family = 6;
      memcpy(datagram->local.octets, &((const struct in6_pktinfo *)CMSG_DATA(c))->ipi6_addr, 16);
    } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS) {
      datagram->ecn = *CMSG_DATA(c) & 3;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) {
      datagram->ecn = *(const int *)CMSG_DATA(c) & 3;
    } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
      datagram->segment = (uint16_t) * (const int *)CMSG_DATA(c);
    }
  }
}

int cl_udp_receive(int socket, uint16_t port, struct cl_datagram *datagrams, int count, uint32_t room) {
  struct mmsghdr headers[CL_BATCH];
  struct iovec vectors[CL_BATCH];
  struct sockaddr_storage names[CL_BATCH];
  _Alignas(struct cmsghdr) char control[CL_BATCH][CONTROL_ROOM];
  if (count > CL_BATCH) count = CL_BATCH;
  for (int i = 0; i < count; i++) {
    vectors[i] = (struct iovec){datagrams[i].bytes, room};
    headers[i].msg_hdr = (struct msghdr){.msg_name = &names[i], .msg_namelen = sizeof names[i], .msg_iov = &vectors[i],
                                         .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = CONTROL_ROOM};
  }
  int got = recvmmsg(socket, headers, count, MSG_DONTWAIT, NULL);
  for (int i = 0; i < got; i++) {
    datagrams[i].count = headers[i].msg_len;
    datagrams[i].segment = 0;
    datagrams[i].ecn = 0;
    datagrams[i].local = (struct cl_endpoint){.port = port};
    read_name(&names[i], &datagrams[i].remote);
    read_control(&headers[i].msg_hdr, &datagrams[i]);
  }
  return got;
}

static void add_control(struct msghdr *message, int level, int type, const void *data, size_t size) {
  struct cmsghdr *c = (struct cmsghdr *)((char *)message->msg_control + message->msg_controllen);
  c->cmsg_level = level;
  c->cmsg_type = type;
  c->cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(c), data, size);
  message->msg_controllen += CMSG_SPACE(size);
}

static void write_control(struct msghdr *message, const struct cl_datagram *datagram) {
  int v4 = datagram->remote.family == 4;
  if (datagram->local.family == 4 && v4) {
    struct in_pktinfo info = {0};
    memcpy(&info.ipi_spec_dst, datagram->local.octets, 4);
    add_control(message, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
  } else if (datagram->local.family == 6 && !v4) {
    struct in6_pktinfo info = {0};
    memcpy(&info.ipi6_addr, datagram->local.octets, 16);
    add_control(message, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
  }
  if (datagram->ecn) {
    int class = datagram->ecn;
    add_control(message, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, &class, sizeof class);
  }
  if (datagram->segment && datagram->segment < datagram->count)
    add_control(message, SOL_UDP, UDP_SEGMENT, &datagram->segment, sizeof datagram->segment);
}

int cl_udp_send(int socket, const struct cl_datagram *datagrams, int count) {
  struct mmsghdr headers[CL_BATCH];
  struct iovec vectors[CL_BATCH];
  struct sockaddr_storage names[CL_BATCH];
  _Alignas(struct cmsghdr) char control[CL_BATCH][CONTROL_ROOM];
  if (count > CL_BATCH) count = CL_BATCH;
  for (int i = 0; i < count; i++) {
    vectors[i] = (struct iovec){datagrams[i].bytes, datagrams[i].count};
    headers[i].msg_hdr = (struct msghdr){.msg_name = &names[i], .msg_namelen = write_name(&datagrams[i].remote, &names[i]),
                                         .msg_iov = &vectors[i], .msg_iovlen = 1, .msg_control = control[i]};
    write_control(&headers[i].msg_hdr, &datagrams[i]);
    if (!headers[i].msg_hdr.msg_controllen) headers[i].msg_hdr.msg_control = NULL;
  }
  return sendmmsg(socket, headers, count, MSG_DONTWAIT);
}

int cl_tun_open(char name[IFNAMSIZ], int offload) {
  int tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (tun < 0) return -1;
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI | (offload ? IFF_VNET_HDR : 0)};
  memcpy(request.ifr_name, name, IFNAMSIZ);
  if (ioctl(tun, TUNSETIFF, &request) < 0) {
    close(tun); // leaves errno alone
    return -1;
  }
  memcpy(name, request.ifr_name, IFNAMSIZ);
  return tun;
}

int cl_tun_offload(int tun, unsigned bits) { return ioctl(tun, TUNSETOFFLOAD, (unsigned long)bits); }

int cl_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int cl_become(unsigned user, unsigned group) {
  unsigned admin = 1u << CAP_NET_ADMIN;
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2] = {{admin, admin, 0}};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setgroups(0, NULL) ||
         setresgid(group, group, group) || setresuid(user, user, user) || syscall(SYS_capset, &head, sets);
}
