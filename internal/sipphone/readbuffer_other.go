//go:build !linux

package sipphone

import "net"

// growReadBuffer asks for a large buffer; the system may give less.
func growReadBuffer(conn *net.UDPConn) { _ = conn.SetReadBuffer(readBuffer) }
