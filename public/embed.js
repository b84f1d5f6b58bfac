// Figures of Tuneground in a page of yours. Either of
//   <tuneground-figure src="https://…/figure.html#…" title="…"></tuneground-figure>
//   <iframe data-tuneground src="https://…/figure.html#…" title="…"></iframe>
// becomes as high as its figure, and dispatches what the figure tells as "tuneground" events, the message in `detail`.
// What stands inside the element is shown where this script does not run.
(() => {
  const NAME = "tuneground-figure";
  if (customElements.get(NAME)) return;
  const own = new Set(); // the frames of the elements on this page

  // A sandboxed frame is of no origin unless it is let have its own.
  const originOf = (frame) =>
    frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin")
      ? "null"
      : new URL(frame.src, document.baseURI).origin;

  const resize = (frame, height) => {
    const isWhole = getComputedStyle(frame).boxSizing === "border-box";
    const border = isWhole ? frame.offsetHeight - frame.clientHeight : 0;
    frame.style.aspectRatio = "auto";
    frame.style.height = `${height + border}px`;
  };

  addEventListener("message", ({ data, origin, source }) => {
    if (!source || !data?.tuneground) return;
    for (const frame of [...own, ...document.querySelectorAll("iframe[data-tuneground]")]) {
      if (frame.contentWindow !== source || origin !== originOf(frame)) continue;
      if (data.tuneground === "resize" && data.height > 0) resize(frame, data.height);
      const target = own.has(frame) ? frame.parentElement : frame;
      target.dispatchEvent(new CustomEvent("tuneground", { detail: data, bubbles: true }));
    }
  });

  // A frame that was there before this script has told its height to nobody.
  for (const frame of document.querySelectorAll("iframe[data-tuneground]"))
    frame.contentWindow?.postMessage({ tuneground: "measure" }, "*");

  customElements.define(NAME, class extends HTMLElement {
    static observedAttributes = ["src", "title"];
    #frame = document.createElement("iframe");

    connectedCallback() {
      this.#frame.loading = "lazy";
      this.#frame.style.cssText = "display: block; width: 100%; border: 0; aspect-ratio: 3 / 2";
      this.#follow();
      this.replaceChildren(this.#frame);
      own.add(this.#frame);
    }

    disconnectedCallback() {
      own.delete(this.#frame);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#follow();
    }

    /** Posts a message to the figure, such as { tuneground: "start" }. */
    send(message) {
      this.#frame.contentWindow?.postMessage(message, originOf(this.#frame));
    }

    #follow() {
      const url = new URL(this.getAttribute("src") ?? "", document.baseURI);
      const said = new URLSearchParams(url.hash.slice(1)).get("title");
      this.#frame.title = this.title || said || "A figure of Tuneground";
      if (this.#frame.src !== url.href) this.#frame.src = url.href;
    }
  });
})();
