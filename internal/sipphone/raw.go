package sipphone

import (
	"net"

	"vonal/internal/fault"
)

// SendRaw sends bytes as one UDP datagram to host:port, from a port of its
// own, and does not wait for an answer. UDP carries at most 65,507 bytes.
func SendRaw(addr string, wire []byte) error {
	const op = "sipphone.SendRaw"
	conn, err := net.Dial("udp4", addr)
	if err != nil {
		return fault.Wrap(op, err).OfKind(fault.Invalid)
	}
	defer conn.Close()
	if _, err := conn.Write(wire); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

// SendRaw sends bytes as one datagram from this socket, so that the other side
// takes them for a message of the trunk or phone that lives here.
func (s *Socket) SendRaw(addr string, wire []byte) error {
	const op = "sipphone.Socket.SendRaw"
	to, err := resolve(addr)
	if err != nil {
		return fault.Wrap(op, err).OfKind(fault.Invalid)
	}
	if _, err := s.conn.WriteToUDPAddrPort(wire, to); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}
