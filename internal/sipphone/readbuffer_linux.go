package sipphone

import (
	"net"
	"syscall"
)

// growReadBuffer asks for a large buffer, beyond the system's limit where we
// may. What the system gives is good enough for all but load tests.
func growReadBuffer(conn *net.UDPConn) {
	_ = conn.SetReadBuffer(readBuffer)
	raw, err := conn.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUFFORCE, readBuffer)
	})
}
