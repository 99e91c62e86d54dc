// The socket to the server: questions with answers, and what the server tells by itself.

import { known, t } from "./words.js";

// Why the server said no, in the words of the page where it has some.
const refused = ({ error, code, key }) => [key, `error.${code}`].filter(known).map((each) => t(each))[0] ?? error;

export class Link {
  constructor(onTold, onState) {
    this.onTold = onTold;
    this.onState = onState;
    this.waiting = new Map();
    this.next = 1;
    this.tries = 0;
    this.person = "";
  }

  // Become somebody: a new socket, for the server tells each what they may know.
  be(person) {
    this.person = person;
    this.socket?.close();
    this.open();
  }

  open() {
    const socket = new WebSocket(`ws://${location.host}/door?as=${encodeURIComponent(this.person)}`);
    this.socket = socket;
    socket.addEventListener("open", () => { this.tries = 0; this.onState(true); });
    socket.addEventListener("message", (event) => {
      if (socket !== this.socket) return;
      const told = JSON.parse(event.data);
      if (told.reply === undefined) { this.onTold(told); return; }
      const { resolve, reject } = this.waiting.get(told.reply) ?? {};
      this.waiting.delete(told.reply);
      if (told.error !== undefined) reject?.(Object.assign(new Error(refused(told)), { code: told.code }));
      else resolve?.(told.ok);
    });
    socket.addEventListener("close", () => {
      if (socket !== this.socket) return;
      for (const { reject } of this.waiting.values()) reject(new Error(t("connection.lost")));
      this.waiting.clear();
      this.onState(false);
      this.tries += 1;
      setTimeout(() => { if (socket === this.socket) this.open(); }, Math.min(5000, 250 * 2 ** this.tries));
    });
  }

  ask(what, fields = {}) {
    return new Promise((resolve, reject) => {
      if (this.socket?.readyState !== WebSocket.OPEN) { reject(new Error(t("connection.none"))); return; }
      const id = this.next++;
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, do: what, ...fields }));
    });
  }

  async upload(file) {
    const query = `as=${encodeURIComponent(this.person)}&name=${encodeURIComponent(file.name)}`;
    const answer = await fetch(`/door/upload?${query}`, {
      method: "POST", body: file, headers: { "Content-Type": file.type || "application/octet-stream" },
    });
    if (!answer.ok) throw new Error(answer.status === 413 ? t("file.too-large") : t("file.failed"));
    return answer.json();
  }
}
