// Signs drawn here, so that they look the same wherever there is no font with pictures.

const NS = "http://www.w3.org/2000/svg";
const PATHS = {
  hash: "M10 4 8 20M16 4l-2 16M5 9h15M4 15h15",
  news: "M4 10v4h3l8 5V5l-8 5H4zM18 9a4 4 0 0 1 0 6M8 14l1 6h2",
  voice: "M4 9v6h4l5 4V5L8 9H4zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  stage: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4M8 21h8",
  forum: "M4 5h12v8H9l-4 3v-3H4zM18 9h2v8h-1v3l-4-3h-5",
  thread: "M5 4v8a4 4 0 0 0 4 4h10M15 12l4 4-4 4",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zm0 0v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7.100",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2",
  skip: "M5 5l9 7-9 7zM18 5v14",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-4-6-7-2zM11 14l9-10",
  slash: "M15 4 9 20",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 6h16M4 12h16M4 18h16",
  down: "M6 9l6 6 6-6",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01",
  place: "M12 21s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12zM12 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  warn: "M12 4 2 20h20zM12 10v5M12 17.500v.5",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  tick: "M5 13l4 4L19 7",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 8 0 0 1 16 0",
  role: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  pencil: "M4 20l1-5L16 4l4 4L9 19l-5 1zM14 6l4 4",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  reply: "M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6v1",
};

export function icon(name) {
  const drawing = document.createElementNS(NS, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" })) drawing.setAttribute(key, value);
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.hash);
  drawing.append(path);
  return drawing;
}

// A picture character where a bot sent one; the name of one of our signs gives the sign.
export const drawn = (name) => (PATHS[name] ? icon(name) : name);
