// Draws the recorded curves of a link where the program does not come; start.js asks for it then, and nobody else loads
// it. It reads the accuracies of what src/recording/text.rs writes (version 1), and passes over what is damaged.
(function () {
  var COLORS = ["#2b7fd0", "#d9692a", "#1f9d75", "#c66a9f", "#b98712", "#3f9cc9", "#808080"];
  var WIDTH = 600, HEIGHT = 260, LEFT = 48, BOTTOM = 28, TOP = 10, RIGHT = 8;
  var TRAINING = 1, HELD_OUT = 3; // which of a run's four curves

  function Reader(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  Reader.prototype = {
    number: function () {
      var value = 0, scale = 1, byte;
      do {
        byte = this.take(1)[0];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return value;
    },
    signed: function () {
      var number = this.number();
      return number % 2 ? -(number + 1) / 2 : number / 2;
    },
    take: function (length) {
      if (this.at + length > this.bytes.length) throw new Error("the recording is cut");
      this.at += length;
      return this.bytes.subarray(this.at - length, this.at);
    },
    text: function () {
      return new TextDecoder().decode(this.take(this.number()));
    },
    list: function (read) {
      var list = [];
      for (var left = this.number(); left > 0; left -= 1) list.push(read(this));
      return list;
    },
    // What is within a sum of its own; nothing where it is not as it was.
    sealed: function () {
      var bytes = this.take(this.number());
      return this.number() === sumOf(bytes) ? new Reader(bytes) : null;
    }
  };

  // CRC-32.
  function sumOf(bytes) {
    var sum = -1;
    for (var i = 0; i < bytes.length; i++) {
      sum ^= bytes[i];
      for (var bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
    }
    return ~sum >>> 0;
  }

  function decoded(text) {
    var letters = /^[\w-]*/.exec(text)[0].replace(/-/g, "+").replace(/_/g, "/");
    if (letters.length % 4 === 1) letters = letters.slice(0, -1);
    var binary = atob(letters), bytes = new Uint8Array(binary.length);
    for (var i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  // How and when it was recorded, and its runs as far as they can be read.
  function recordingOf(text) {
    var reader = new Reader(decoded(text)), runs = [];
    var head = reader.number() === 1 && reader.sealed();
    if (!head) return null;
    var date = head.text(), device = ["CPU", "WebGPU"][head.number()], version = head.text();
    head.number();
    var keys = head.list(function (it) { return it.text(); }), left = head.number();
    try {
      for (; left > 0; left -= 1) {
        var run = reader.sealed();
        if (run) runs.push(runOf(run, keys));
      }
    } catch (cut) { /* what came before it is drawn */ }
    return { made: "Recorded on " + date + " (" + device + ", Tuneground " + version + ").", runs: runs };
  }

  function runOf(reader, keys) {
    var name = reader.text();
    var values = reader.list(function (it) { return keys[it.number()] + "=" + it.text(); });
    // Of its outcomes, the second and the fourth have two numbers.
    for (var left = reader.number() % 2 * 2; left > 0; left -= 1) reader.number();
    var curves = [];
    while (curves.length < 4) curves.push(accuracies(reader.list(function (it) { return it.signed(); })));
    return { name: name || values.join(" ") || "Recorded", training: curves[TRAINING], heldOut: curves[HELD_OUT] };
  }

  function accuracies(steps) {
    var sum = 0;
    return steps.map(function (step) { return (sum += step) / 10000; });
  }

  function element(name, attributes, text) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    return made;
  }

  function picture(runs) {
    var all = [], epochs = 2;
    runs.forEach(function (run) {
      all = all.concat(run.training, run.heldOut);
      epochs = Math.max(epochs, run.heldOut.length);
    });
    var low = Math.floor(Math.min.apply(null, all) * 10) / 10, high = Math.ceil(Math.max.apply(null, all) * 10) / 10;
    if (high === low) low -= 0.1;
    function x(epoch) { return LEFT + (WIDTH - LEFT - RIGHT) * (epoch - 1) / (epochs - 1); }
    function y(accuracy) { return TOP + (HEIGHT - TOP - BOTTOM) * (high - accuracy) / (high - low); }
    var svg = element("svg", {
      viewBox: "0 0 " + WIDTH + " " + HEIGHT, width: "100%", role: "img", fill: "currentColor", "font-size": 12,
      "aria-label": "Recorded accuracy by epoch; below, what each run came to."
    });
    [low, (low + high) / 2, high].forEach(function (tick) {
      svg.appendChild(element("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick), stroke: "currentColor", "stroke-opacity": 0.2 }));
      svg.appendChild(element("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, Math.round(100 * tick) + " %"));
    });
    svg.appendChild(element("text", { x: LEFT, y: HEIGHT - 8 }, "epoch 1"));
    svg.appendChild(element("text", { x: WIDTH - RIGHT, y: HEIGHT - 8, "text-anchor": "end" }, String(epochs)));
    runs.forEach(function (run, at) {
      [[run.training, 0.35], [run.heldOut, 1]].forEach(function (curve) {
        var points = curve[0].map(function (accuracy, epoch) { return x(epoch + 1).toFixed(1) + "," + y(accuracy).toFixed(1); });
        svg.appendChild(element("polyline", {
          points: points.join(" "), fill: "none", stroke: COLORS[at % COLORS.length], "stroke-width": 2, "stroke-opacity": curve[1]
        }));
      });
    });
    return svg;
  }

  function add(place, name, text) {
    if (!text) return;
    var made = document.createElement(name);
    made.textContent = text;
    place.appendChild(made);
    return made;
  }

  function draw() {
    var said = document.getElementById("start"), pairs = new URLSearchParams(location.hash.slice(1));
    var recording = recordingOf(pairs.get("recording") || "");
    var runs = recording && recording.runs.filter(function (run) { return run.heldOut.length; });
    if (!said || !runs || !runs.length || document.body.hasAttribute("data-mounted")) return;
    var place = document.createElement("section");
    place.id = "recorded";
    add(place, "h1", pairs.get("title"));
    place.appendChild(picture(runs));
    var list = add(place, "ul", " ");
    runs.forEach(function (run, at) {
      var last = run.heldOut[run.heldOut.length - 1];
      add(list, "li", run.name + ": " + (100 * last).toFixed(2) + " % after " + run.heldOut.length + " epochs")
        .style.color = COLORS[at % COLORS.length];
    });
    add(place, "p", pairs.get("caption"));
    add(place, "p", recording.made + " Strong lines: accuracy on images held out; pale ones: on training images.");
    said.parentNode.insertBefore(place, said.nextSibling);
  }

  function begin() {
    // What is no recording is not drawn; what has gone wrong is said already.
    try { draw(); } catch (garbage) { /* as above */ }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
