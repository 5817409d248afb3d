// The time axis: playhead, zoom, what is under the pointer.

const timeline = (() => {
  const axis = $("axis");
  const lanes = $("lanes");
  const playhead = $("playhead");
  const readout = $("readout");
  const idle = readout.textContent;
  const furthest = Math.max(1, Math.min(64, data.duration_s / 2));
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  // Pixels that a second needs before its words can be written out, and a label of the clock.
  const readable = 9 * rem;
  const labelled = 5 * rem;
  // Pixels that a mark needs for itself.
  const apart = 15;
  const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800];
  let zoom = 1;

  const x = (seconds) => (seconds / data.duration_s) * lanes.clientWidth;
  const secondsAt = (clientX) => {
    const box = lanes.getBoundingClientRect();
    return Math.min(Math.max((clientX - box.left) / box.width, 0), 1) * data.duration_s;
  };

  const percent = (seconds) => `${((100 * seconds) / data.duration_s).toFixed(3)}%`;

  /** The clock along the top, as fine as there is room for. */
  const writeClock = () => {
    const clockLane = lanes.querySelector(".axis");
    const step = steps.find((step) => (step * lanes.clientWidth) / data.duration_s >= labelled) ?? data.duration_s;
    const [line, text] = ["line", "text"].map((name) => clockLane.querySelector(name));
    const marks = [];
    // The last label must not be cut by the end.
    const end = data.duration_s * (1 - (2.2 * rem) / lanes.clientWidth);
    for (let at = 0; at <= Math.max(0, end); at += step) {
      const [tick, label] = [line.cloneNode(), text.cloneNode()];
      for (const side of ["x1", "x2"]) tick.setAttribute(side, percent(at));
      label.setAttribute("x", percent(at));
      label.textContent = clock(at);
      marks.push(tick, label);
    }
    clockLane.replaceChildren(...marks);
  };

  const writeWords = () => {
    const lane = $("words-lane");
    const isReadable = lanes.clientWidth / data.duration_s >= readable;
    if (isReadable && !lane.querySelector("span")) {
      for (const word of document.querySelectorAll("[data-word]")) {
        const label = document.createElement("span");
        label.textContent = word.querySelector("bdi").textContent;
        const start = data.words[word.dataset.word][0];
        const next = data.words.find((span) => span && span[0] > start)?.[0] ?? data.duration_s * 1000;
        label.style.left = percent(start / 1000);
        label.style.width = percent((next - start) / 1000);
        label.setAttribute("aria-hidden", "true");
        lane.append(label);
      }
    }
    lane.classList.toggle("readable", isReadable);
  };

  /** Marks that would lie on each other become one with their number. */
  const groupMarks = () => {
    for (const lane of lanes.querySelectorAll("svg.mark")) {
      let first = null;
      let reach = -Infinity;
      let count = 0;
      const close = () => {
        if (!first) return;
        const text = first.querySelector("text");
        if (text) {
          text.dataset.glyph ??= text.textContent;
          text.textContent = count > 1 ? (count > 99 ? "99" : String(count)) : text.dataset.glyph;
        }
      };
      for (const mark of lane.querySelectorAll("g[data-from]")) {
        const at = x(Number(mark.dataset.from));
        const joins = at - reach < apart;
        mark.classList.toggle("grouped", joins);
        if (joins) {
          count += 1;
        } else {
          close();
          [first, count] = [mark, 1];
          reach = at;
        }
      }
      close();
    }
  };

  /** Zooms to `factor`, with the time `around` staying where it is on the screen. */
  const zoomTo = (factor, around = player.position()) => {
    const before = x(around) - axis.scrollLeft;
    zoom = Math.min(Math.max(factor, 1), furthest);
    lanes.style.width = `${zoom * 100}%`;
    const inside = before >= 0 && before <= axis.clientWidth ? before : axis.clientWidth / 2;
    axis.scrollLeft = x(around) - inside;
    $("zoom-level").textContent = `${zoom < 10 ? Math.round(zoom * 10) / 10 : Math.round(zoom)}×`;
    $("zoom-out").disabled = zoom === 1;
    $("zoom-in").disabled = zoom === furthest;
    writeClock();
    writeWords();
    groupMarks();
    playhead.style.transform = `translateX(${x(player.position())}px)`;
  };

  const place = (at) => {
    const left = x(at);
    playhead.style.transform = `translateX(${left}px)`;
    const isOutside = left < axis.scrollLeft || left > axis.scrollLeft + axis.clientWidth;
    if (isOutside) axis.scrollLeft = left - axis.clientWidth * 0.1;
    const second = at.toFixed(1);
    if (axis.getAttribute("aria-valuenow") !== second) {
      axis.setAttribute("aria-valuenow", second);
      axis.setAttribute("aria-valuetext", clock(at));
    }
  };

  const value = (id, seconds) => {
    const curve = data.curves[id];
    const tenths = curve?.values[Math.round((seconds - curve.start_s) / curve.hop_s)];
    return tenths === undefined || tenths === null ? null : tenths / 10;
  };
  const signed = (number) => (number < 0 ? `−${(-number).toFixed(1)}` : `+${number.toFixed(1)}`);

  /** What is known about one time, in words. */
  const describe = (seconds) => {
    const parts = [`${clock(seconds)}.${Math.floor((seconds % 1) * 10)}`];
    const ms = seconds * 1000;
    const word = data.words.findIndex((span) => span && span[0] <= ms && ms < span[1]);
    if (word >= 0) parts.push(`“${document.querySelector(`[data-word="${word}"] bdi`)?.textContent ?? ""}”`);
    const [pace, pitch, level] = ["pace", "pitch", "level"].map((id) => value(id, seconds));
    if (pace !== null) parts.push(`${Math.round(pace)} ${say.wpm}`);
    if (pitch !== null) parts.push(`${signed(pitch)} ${say.semitones}`);
    if (level !== null) parts.push(`${signed(level)} dB`);
    for (const [[start, end], label] of data.findings) if (start <= ms && ms < end) parts.push(label);
    return parts.join(" · ");
  };

  lanes.addEventListener("pointermove", (event) => {
    readout.textContent = describe(secondsAt(event.clientX));
  });
  lanes.addEventListener("pointerleave", () => {
    readout.textContent = idle;
  });
  lanes.addEventListener("click", (event) => {
    if (!event.target.closest("[data-from]")) player.playFrom(secondsAt(event.clientX));
  });
  axis.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomTo(zoom * Math.exp(-event.deltaY / 200), secondsAt(event.clientX));
    },
    { passive: false },
  );
  $("zoom-in").addEventListener("click", () => zoomTo(zoom * 2));
  $("zoom-out").addEventListener("click", () => zoomTo(zoom / 2));
  new ResizeObserver(() => zoomTo(zoom)).observe(axis);
  document.querySelector(".tools").hidden = false;
  player.follow(place);
  return { closer: () => zoomTo(zoom * 2), farther: () => zoomTo(zoom / 2), whole: () => zoomTo(1), describe };
})();
