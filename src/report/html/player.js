// The one position that everything on the page follows, and the sound when the page has some.

const player = (() => {
  const audio = $("audio");
  const followers = [];
  const seconds = ([start, end]) => ({ start: start / 1000, end: end / 1000 });
  const cuts = data.cuts.map(seconds);
  // Where a moment ends; Infinity while the answer plays on.
  let stopAt = Infinity;
  let isTight = false;
  // The position of a page without sound.
  let silentPosition = 0;

  const embedded = $("sound");
  if (embedded) {
    const binary = atob(embedded.textContent);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    audio.src = URL.createObjectURL(new Blob([bytes], { type: "audio/ogg; codecs=opus" }));
    embedded.remove();
  }

  const position = () => (audio ? audio.currentTime : silentPosition);
  const isPlaying = () => Boolean(audio) && !audio.paused;
  const tell = () => followers.forEach((follow) => follow(position(), isPlaying()));

  const seek = (to) => {
    const within = Math.min(Math.max(to, 0), data.duration_s);
    if (audio) audio.currentTime = within;
    silentPosition = within;
    tell();
  };

  const start = () => {
    if (!audio) return;
    if (audio.ended || position() >= data.duration_s - 0.05) seek(0);
    audio.play().catch(() => {
      $("said").textContent = say.unplayable;
    });
  };

  /** Skips what could go, stops where a moment ends. */
  const check = () => {
    const at = position();
    if (!isPlaying() || audio.seeking) return;
    if (at >= stopAt) {
      audio.pause();
      stopAt = Infinity;
    } else if (isTight && stopAt === Infinity) {
      const cut = cuts.find((cut) => at >= cut.start - 0.01 && at < cut.end - 0.01);
      if (cut) audio.currentTime = cut.end;
    }
  };

  const frame = () => {
    check();
    tell();
    if (isPlaying()) requestAnimationFrame(frame);
  };

  if (audio) {
    audio.addEventListener("play", () => requestAnimationFrame(frame));
    // Animation frames rest in a tab that nobody sees.
    audio.addEventListener("timeupdate", check);
    for (const event of ["pause", "seeked", "ended"]) audio.addEventListener(event, tell);
  }

  return {
    position,
    seek: (to) => {
      stopAt = Infinity;
      seek(to);
    },
    /** Plays on from `from`. */
    playFrom: (from) => {
      stopAt = Infinity;
      seek(from);
      start();
    },
    /** Plays one moment, with a little of what is around it. */
    playMoment: (from, to) => {
      seek(from - data.lead_s);
      stopAt = to + data.tail_s;
      start();
    },
    toggle: () => {
      stopAt = Infinity;
      if (isPlaying()) audio.pause();
      else start();
    },
    tighten: (on) => {
      isTight = on;
    },
    follow: (follower) => {
      followers.push(follower);
      follower(position(), isPlaying());
    },
  };
})();

document.addEventListener("click", (event) => {
  const moment = event.target.closest("[data-from]");
  if (!moment) return;
  player.playMoment(Number(moment.dataset.from), Number(moment.dataset.to));
  event.stopPropagation();
});

{
  const bar = $("player");
  if (bar) {
    bar.hidden = false;
    const button = $("play");
    const icon = button.querySelector("use");
    button.addEventListener("click", player.toggle);
    player.follow((at, isPlaying) => {
      const shown = clock(at);
      if ($("now").textContent !== shown) $("now").textContent = shown;
      const label = isPlaying ? say.pause : say.play;
      if (button.getAttribute("aria-label") !== label) {
        button.setAttribute("aria-label", label);
        icon.setAttribute("href", isPlaying ? "#i-stop" : "#i-play");
      }
    });
  }
}
