// Real telephones: those on the agents' desks, and those of customers behind the
// trunk. bin/phones has them; it is told what to do line by line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/phones', import.meta.url));

export class Phones {
  asked = new Map(); // id → the promise's two ends
  last = 0;

  // At the company that scripts/with-demo.sh --quiet has begun.
  constructor({ VONAL_SIP, VONAL_TRUNK } = process.env) {
    if (!VONAL_SIP || !VONAL_TRUNK) throw new Error('VONAL_SIP and VONAL_TRUNK are missing: run beside scripts/with-demo.sh --quiet');
    this.program = spawn(PROGRAM, ['--server', VONAL_SIP, '--trunk', VONAL_TRUNK], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((done) => this.program.once('close', done));
    this.program.once('error', (err) => this.fail(err));
    this.program.once('close', () => this.fail(new Error('the phones have ended')));
    createInterface({ input: this.program.stdout }).on('line', (line) => {
      const answer = JSON.parse(line);
      const { done, refuse } = this.asked.get(answer.id);
      this.asked.delete(answer.id);
      if (answer.error) refuse(new Error(answer.error));
      else done(answer);
    });
  }

  fail(err) {
    for (const { refuse } of this.asked.values()) refuse(err);
    this.asked.clear();
  }

  ask(what, more) {
    const id = ++this.last;
    this.program.stdin.write(`${JSON.stringify({ id, do: what, ...more })}\n`);
    return new Promise((done, refuse) => this.asked.set(id, { done, refuse }));
  }

  // plug puts an agent's phone on the desk and registers it; it speaks the tone.
  async plug({ username, password }, tone) {
    await this.ask('plug', { user: username, password, tone });
    return { next: () => this.offer(username) };
  }

  // offer is the next call at a phone, which rings until it is answered.
  async offer(user) {
    const { leg, from, to, at } = await this.ask('offer', { user });
    return { ...this.leg(leg), from, to, at, answer: () => this.ask('answer', { leg }), refuse: () => this.ask('refuse', { leg }) };
  }

  // called is the next call from the company to any customer.
  called() {
    return this.offer('*');
  }

  // call has a customer call the company.
  async call(from, { to = '100', name, tone = 1000 } = {}) {
    return this.leg((await this.ask('call', { from, to, name, tone })).leg);
  }

  leg(leg) {
    const about = (what) => (tone) => this.ask(what, { leg, tone });
    return { answered: about('answered'), ended: about('ended'), hangUp: about('hang-up'), hears: about('hears'), hearsMusic: about('hears-music') };
  }

  // leave hangs everything up.
  async leave() {
    this.program.stdin.end();
    await this.ended;
  }
}
