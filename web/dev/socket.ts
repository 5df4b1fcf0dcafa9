// As much of the centrifuge protocol (JSON) as the page's client speaks.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

type Command = { id: number; connect?: object; subscribe?: { channel: string }; unsubscribe?: object };

export class Socket {
  private clients = new Set<WebSocket>();
  private offset = 0;
  refuse = false; // a server that is away

  listen(server: Server) {
    const wss = new WebSocketServer({ noServer: true });
    server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (!req.url?.startsWith('/connection/websocket')) return;
      if (this.refuse) return void socket.destroy();
      wss.handleUpgrade(req, socket, head, (ws) => {
        this.clients.add(ws);
        const ping = setInterval(() => ws.send('{}'), 20_000);
        ws.on('close', () => {
          clearInterval(ping);
          this.clients.delete(ws);
        });
        ws.on('message', (data) => {
          for (const line of String(data).split('\n').filter(Boolean)) {
            const cmd = JSON.parse(line) as Command;
            if (cmd.connect) ws.send(JSON.stringify({ id: cmd.id, connect: { client: 'mock', version: 'mock', ping: 25, pong: true } }));
            else if (cmd.subscribe) ws.send(JSON.stringify({ id: cmd.id, subscribe: { positioned: true, epoch: 'e', offset: this.offset } }));
            else if (cmd.unsubscribe) ws.send(JSON.stringify({ id: cmd.id, unsubscribe: {} }));
          }
        });
      });
    });
  }

  publish(channel: string, data: object) {
    const push = JSON.stringify({ push: { channel, pub: { data, offset: ++this.offset } } });
    for (const ws of this.clients) ws.send(push);
  }

  drop() {
    for (const ws of this.clients) ws.terminate();
  }
}
