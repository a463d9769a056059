# What kube-proxy would do, for the one Service that nodes need: the API server's. And pods reach the world as their node.
set -eu
# A soft reboot keeps them.
iptables -t nat -L BOOTC-E2E >/dev/null 2>&1 && exit 0
iptables -t nat -N BOOTC-E2E
iptables -t nat -A BOOTC-E2E -d "$SERVICE_IP" -p tcp --dport 443 -j DNAT --to-destination "$API_SERVER"
iptables -t nat -A PREROUTING -j BOOTC-E2E
iptables -t nat -A OUTPUT -j BOOTC-E2E
iptables -t nat -A POSTROUTING -s "$POD_NETWORK" ! -d "$POD_NETWORK" -j MASQUERADE
