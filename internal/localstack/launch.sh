# Runs Asterisk out of the root folder $1 with everything it keeps in $2, as
# user and group number $3. It is started in a mount namespace of its own, so
# that nothing of this is seen outside and nothing has to be undone.
set -e
root=${1%/} home=$2 owner=$3
over() { mount --bind "$home/$1" "$root$2"; }
over etc /etc/asterisk
over lib /var/lib/asterisk
over spool /var/spool/asterisk
over log /var/log/asterisk
over run /run/asterisk
# With its own name unknown, or a name server asked for it, every call blocks
# until the look-up gives up.
over hosts /etc/hosts
over resolv.conf /etc/resolv.conf
if [ -n "$root" ]; then
	mount --rbind /proc "$root/proc"
	mount --rbind /dev "$root/dev"
fi
# Six descriptors for each leg; what a container forbids is not forced.
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)"
cd /
exec chroot --userspec="$owner:$owner" --groups="$owner" "$root/" /usr/sbin/asterisk -f
