// Says why the program does not come, and how far it has come on a slow line: in the place that the page has until the
// program mounts. A classic script in old words, first on the page, so that it runs where nothing else does.
(function () {
  var RELOAD = " Reload the page to try again.";
  var UPLOAD = " If that does not help, the site was not put on its host as a whole.";
  var POLICY = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'";
  var SANDBOX = "The frame that it stands in is sandboxed and has no origin of its own. Either the host of its files has to send the header Access-Control-Allow-Origin: * with all of them, or the frame needs sandbox=\"allow-scripts allow-same-origin\".";
  var isSaid = false, loaded = 0, total = 0, quiet = 0;
  var folder = document.currentScript.src.replace(/[^/]*$/, "");

  function isMounted() {
    return Boolean(document.body && document.body.hasAttribute("data-mounted"));
  }

  function show(text, role) {
    if (!document.body) return void document.addEventListener("DOMContentLoaded", function () { show(text, role); });
    var place = document.getElementById("start");
    if (!place) {
      place = document.createElement("p");
      place.id = "start";
      (document.getElementById("app") || document.body).appendChild(place);
    }
    place.className = role;
    place.setAttribute("role", role);
    place.textContent = text;
  }

  // The first thing that went wrong is the cause of the others.
  function say(text) {
    if (!text || isSaid || isMounted()) return;
    isSaid = true;
    show("Tuneground could not start. " + text, "alert");
    if (/[#&]recording=/.test(location.hash)) drawRecorded();
  }

  // The curves are in the link itself, and a script of old words may come where modules may not.
  function drawRecorded() {
    var script = document.createElement("script");
    script.src = folder + "recorded.js";
    document.head.appendChild(script);
  }

  function nameOf(url) {
    return String(url).split(/[?#]/)[0].split("/").pop() || "a file";
  }

  // What is wrong with a file, as far as asking for it again tells; otherwise says `fallback`, if it is something.
  function examine(url, fallback) {
    var name = nameOf(url);
    if (!window.fetch) return say(fallback || name + " could not be loaded." + RELOAD + UPLOAD);
    fetch(url, { cache: "no-store" }).then(
      function (response) { say(wrong(response, name) || fallback); },
      function () { unreached(url, name + " did not arrive: there is no connection, or something blocks it." + RELOAD); }
    );
  }

  // A frame without an origin may read nothing that its host does not let everybody read; that it is there, it may see.
  function unreached(url, text) {
    if (window.origin !== "null") return say(text);
    fetch(url, { mode: "no-cors", cache: "no-store" }).then(function () { say(SANDBOX); }, function () { say(text); });
  }

  function wrong(response, name) {
    var type = response.headers.get("content-type") || "";
    // That much is seen of what may not be read.
    if (response.type === "opaque") return "";
    if (!response.ok) return name + " is not there: the host answered " + response.status + "." + RELOAD + UPLOAD;
    if (/html/.test(type)) return "The host sent a web page in place of " + name + "." + RELOAD + UPLOAD;
    return "";
  }

  function damaged(name, reason) {
    return name + " arrived damaged, or this browser is too old for it" + reason + "." + RELOAD + " Then update the browser.";
  }

  // So that what is kept on the way, damaged, is not there again when the page is reloaded.
  function renew() {
    var files = document.querySelectorAll("script[src], link[rel=modulepreload], link[rel=preload], link[rel=stylesheet]");
    for (var i = 0; i < files.length && window.fetch; i++)
      fetch(files[i].src || files[i].href, { cache: "reload" }).then(null, function () {});
  }

  function forbidden(what) {
    return "The host's content security policy forbids it (" + what + "). It has to allow " + POLICY + ".";
  }

  // Errors name the file in words of the browser's own.
  function take(error, file) {
    var text = String((error && error.message) || error || "");
    var url = /https?:[^\s"'()]+/.exec(text);
    if (url) return examine(url[0], text);
    if (/Content Security/i.test(text)) return say(forbidden(text));
    if (error && /CompileError|LinkError|SyntaxError/.test(error.name)) renew();
    if (error && /CompileError|LinkError/.test(error.name)) return say(damaged("Its program", " (" + text + ")"));
    if (error && error.name === "SyntaxError") return say(damaged(nameOf(file), " (" + text + ")"));
    say((text || "Its program failed") + "." + RELOAD);
  }

  function watch() {
    // Files that fail do not bubble; they are caught on their way down.
    window.addEventListener("error", function (event) {
      var target = event.target;
      if (isMounted()) return;
      if (target && target !== window) {
        if (!/^(SCRIPT|LINK)$/.test(target.tagName) || target.rel === "icon") return;
        var url = target.src || target.href;
        return url ? examine(url, damaged(nameOf(url), "")) : later();
      }
      take(event.error || event.message, event.filename);
    }, true);
    window.addEventListener("unhandledrejection", function (event) {
      if (!isMounted()) take(event.reason);
    });
    document.addEventListener("securitypolicyviolation", function (event) {
      var directive = event.effectiveDirective || event.violatedDirective || "";
      if (event.disposition === "report" || !/^(script|connect|default|worker)/.test(directive)) return;
      say(forbidden(directive + ": " + (event.blockedURI || "?")));
    });
  }

  // The program's own first script failed; the files that it is made of tell more, if they fail too.
  function later() {
    setTimeout(function () {
      var links = document.querySelectorAll("link[rel=modulepreload], link[rel=preload]");
      for (var i = 0; i < links.length; i++) examine(links[i].href, "");
      setTimeout(function () { say("Its program could not be loaded." + RELOAD + UPLOAD); }, 3000);
    });
  }

  // What the browser can.
  function lack() {
    if (location.protocol === "file:")
      return "A browser runs it only from a server, not from a file. In its folder, run python3 -m http.server and open http://localhost:8000/.";
    if (typeof WebAssembly !== "object" || !WebAssembly.validate)
      return "This browser has no WebAssembly, or it is switched off. Switch it on (some call that a security mode), or use another browser.";
    // A function that makes a vector of zeros.
    var simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
    if (!WebAssembly.validate(new Uint8Array(simd)))
      return "WebAssembly has no SIMD in this browser. Update it, or use another one.";
    if (!("noModule" in document.createElement("script")))
      return "This browser is too old for it: it knows no modules. Update the browser.";
    return "";
  }

  // Counts a program's bytes beside the browser, which compiles them as they come.
  function count() {
    if (!window.fetch || !window.Response || !Response.prototype.clone) return;
    var native = window.fetch;
    window.fetch = function (resource) {
      var answer = native.apply(this, arguments);
      var url = String((resource && resource.url) || resource);
      if (isMounted() || !/_bg\.wasm/.test(url)) return answer;
      return answer.then(function (response) {
        var trouble = wrong(response, nameOf(url));
        if (trouble) say(trouble);
        else if (response.body) read(response);
        return response;
      });
    };
  }

  function read(response) {
    var reader = response.clone().body.getReader();
    // Zipped on the way, it is longer than its header says.
    var zipped = response.headers.get("content-encoding");
    loaded = 0;
    total = zipped ? 0 : Number(response.headers.get("content-length")) || 0;
    function next() {
      reader.read().then(function (part) {
        if (part.done) return;
        loaded += part.value.length;
        quiet = 0;
        next();
      }, function () {});
    }
    next();
  }

  function megabytes(bytes) {
    return (bytes / 1e6).toFixed(1) + " MB";
  }

  function tell() {
    if (isMounted() || isSaid) return clearInterval(timer);
    quiet += 1;
    var text = "Loading the program";
    if (loaded) text += ": " + megabytes(loaded) + (total > loaded ? " of " + megabytes(total) : "");
    if (quiet > 20) text += ". Nothing has arrived for " + quiet + " seconds; reload the page to try again.";
    else text += " …";
    show(text, "note");
  }

  watch();
  var missing = lack(), timer = 0;
  if (missing) return say(missing);
  count();
  timer = setInterval(tell, 1000);
})();
