// Attachments: images with what they show in words, files to save.

import { icon } from "./icons.js";
import { h } from "./dom.js";
import { own } from "./state.js";
import { t } from "./words.js";

export function size(bytes) {
  if (bytes === undefined || bytes === null) return "";
  return bytes < 1024 ? t("file.bytes", { count: bytes }) : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export function file(of) {
  const address = own(of.url);
  return h("div", { class: "file" },
    icon("file"),
    h("span", { class: "file-text" },
      h("a", { href: address ?? of.url, download: of.filename, target: address ? null : "_blank", rel: "noopener noreferrer" }, of.filename),
      h("span", { class: "file-size" }, [size(of.size), of.description].filter(Boolean).join(" · "))));
}

// An image of this server. What lies elsewhere is linked, never loaded: this page asks nobody outside for anything.
export function image(media, description, kind) {
  const address = own(media?.url) ?? (media?.url?.startsWith("data:image/") ? media.url : null);
  if (!address) {
    return h("a", { class: `elsewhere ${kind}`, href: media?.url, target: "_blank", rel: "noopener noreferrer" }, icon("picture"), " ", description || t("file.picture"));
  }
  return h("figure", { class: kind },
    h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, h("img", { src: address, alt: description || t("file.no-alt"), loading: "lazy" })),
    description && kind !== "thumbnail" ? h("figcaption", {}, h("span", { class: "alt", "aria-hidden": "true" }, "ALT"), h("span", { "aria-hidden": "true" }, description)) : null);
}

export function attachment(of) {
  if (of.content_type?.startsWith("image/")) return image(of, of.description, "picture");
  return file(of);
}
